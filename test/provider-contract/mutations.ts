/** A guard of a provider, and the change that takes it away. */
export interface Mutation {
  readonly guard: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Each must turn the contract suite of its cloud red; the rest of the tree stays as it is. */
export const mutations: readonly Mutation[] = [
  {
    guard: 'hetzner: look before create',
    file: 'src/providers/hetzner/create-server.ts',
    find: 'if (found !== undefined) return found;',
    replace: '',
  },
  {
    guard: 'scaleway: look before create',
    file: 'src/providers/scaleway/create-server.ts',
    find: 'found === undefined ? await makeServer(context, request) : { server: found, sent: 0 }',
    replace: 'await makeServer(context, request)',
  },
  {
    guard: 'hetzner: label check',
    file: 'src/providers/hetzner/labels.ts',
    find: 'return ours && (claimUid === undefined || found[labels.nodeClaimUid] === claimUid);',
    replace: 'void ours; return true;',
  },
  {
    guard: 'scaleway: tag check',
    file: 'src/providers/scaleway/tags.ts',
    find: 'return ownerTags(clusterId, claimUid).every((tag) => tags.includes(tag));',
    replace: 'void tags; return true;',
  },
  {
    guard: 'scaleway: volume deletion',
    file: 'src/providers/scaleway/delete-server.ts',
    find: 'if (volumes.length === 0) throw notFound(target);',
    replace: 'throw notFound(target);',
  },
  {
    guard: 'hetzner: give back after a failed action',
    file: 'src/providers/hetzner/create-server.ts',
    find: '    await removeServer(client, server.id, call);\n  } catch',
    replace: '    await Promise.resolve();\n  } catch',
  },
  {
    guard: 'hetzner: rate-limit class',
    file: 'src/providers/hetzner/errors.ts',
    find: "rate_limit_exceeded: 'throttled'",
    replace: "rate_limit_exceeded: 'capacity'",
  },
  {
    guard: 'scaleway: rate-limit class',
    file: 'src/providers/scaleway/errors.ts',
    find: "too_many_requests: 'throttled'",
    replace: "too_many_requests: 'capacity'",
  },
  {
    guard: 'hetzner: redaction',
    file: 'src/providers/hetzner/answer.ts',
    find: 'message: context.redact(error.message)',
    replace: 'message: error.message',
  },
  {
    guard: 'scaleway: redaction',
    file: 'src/providers/scaleway/failure.ts',
    find: "message: redact(body.message ?? '')",
    replace: "message: body.message ?? ''",
  },
  {
    guard: 'hetzner: one retry at most',
    file: 'src/providers/outage-retry.ts',
    find: 'return (await create.lookUp()) ?? (await create.send());',
    replace: 'return (await create.lookUp()) ?? (await create.send().catch(() => create.send()));',
  },
  {
    guard: 'scaleway: user data before power',
    file: 'src/providers/scaleway/complete-server.ts',
    find: 'await prepare(context, request, server);',
    replace: 'void prepare(context, request, server);',
  },
  {
    guard: 'scaleway: duplicates removed',
    file: 'src/providers/scaleway/duplicates.ts',
    find: 'if (kept !== undefined) await giveBack',
    replace: 'if (kept === undefined) await giveBack',
  },
  {
    guard: 'scaleway: one retry at most',
    file: 'src/providers/outage-retry.ts',
    find: 'return (await create.lookUp()) ?? (await create.send());',
    replace: 'return (await create.lookUp()) ?? (await create.send().catch(() => create.send()));',
  },
  {
    guard: 'hetzner: look before the second POST',
    file: 'src/providers/outage-retry.ts',
    find: '(await create.lookUp()) ?? (await create.send())',
    replace: 'await create.send()',
  },
  {
    guard: 'scaleway: look before the second POST',
    file: 'src/providers/outage-retry.ts',
    find: '(await create.lookUp()) ?? (await create.send())',
    replace: 'await create.send()',
  },
  {
    guard: 'hetzner: page check',
    file: 'src/providers/hetzner/paging.ts',
    find: 'page.items.length < Math.min(pageSize, left) || ',
    replace: '',
  },
  {
    guard: 'scaleway: page check',
    file: 'src/providers/scaleway/paging.ts',
    find: 'if (found.length < Math.min(pageSize, left)) throw partialList();',
    replace: '',
  },
  {
    guard: 'hetzner: every page',
    file: 'src/providers/hetzner/paging.ts',
    find: 'next = page.meta?.pagination?.next_page;',
    replace: 'next = undefined;',
  },
  {
    guard: 'scaleway: every page',
    file: 'src/providers/scaleway/paging.ts',
    find: 'if (left <= pageSize || found.length === 0) return items;',
    replace: 'return items;',
  },
  {
    guard: 'hetzner: ids checked',
    file: 'src/providers/instance-id.ts',
    find: 'if (place === undefined || vendorId === undefined) {',
    replace: 'if (place === undefined || vendorId === undefined) return { place: id, vendorId: id };\n  {',
  },
  {
    guard: 'scaleway: ids checked',
    file: 'src/providers/instance-id.ts',
    find: 'if (place === undefined || vendorId === undefined) {',
    replace: 'if (place === undefined || vendorId === undefined) return { place: id, vendorId: id };\n  {',
  },
  {
    guard: 'hetzner: unknown codes are outages',
    file: 'src/providers/hetzner/errors.ts',
    find: "meaningsOfStatus[failure.httpStatus ?? 0] ?? 'outage'",
    replace: "meaningsOfStatus[failure.httpStatus ?? 0] ?? 'request'",
  },
  {
    guard: 'scaleway: unknown codes are outages',
    file: 'src/providers/scaleway/errors.ts',
    find: "meaningsOfStatus[httpStatus] ?? 'outage'",
    replace: "meaningsOfStatus[httpStatus] ?? 'request'",
  },
  {
    guard: 'hetzner: full price',
    file: 'src/providers/hetzner/catalogue.ts',
    find: '(server + address)',
    replace: '(server + 0 * address)',
  },
  {
    guard: 'scaleway: full price',
    file: 'src/providers/scaleway/catalogue.ts',
    find: ' + ipv4EurPerHour)',
    replace: ' + 0 * ipv4EurPerHour)',
  },
  {
    guard: 'hetzner: live look for what a sweep lacks',
    file: 'src/providers/shared-lists.ts',
    find: 'return found.length > 0 ? found : await live.list(signal, claimUid);',
    replace: 'return found;',
  },
  {
    guard: 'scaleway: live look for what a sweep lacks',
    file: 'src/providers/shared-lists.ts',
    find: 'return found.length > 0 ? found : await live.list(signal, claimUid);',
    replace: 'return found;',
  },
  {
    guard: 'hetzner: a create ends the list of a sweep',
    file: 'src/providers/shared-lists.ts',
    find: 'create: (request, signal) => changing(live.create(request, signal)),',
    replace: 'create: (request, signal) => live.create(request, signal),',
  },
  {
    guard: 'scaleway: a create ends the list of a sweep',
    file: 'src/providers/shared-lists.ts',
    find: 'create: (request, signal) => changing(live.create(request, signal)),',
    replace: 'create: (request, signal) => live.create(request, signal),',
  },
  {
    guard: 'hetzner: addresses that are left',
    file: 'src/providers/hetzner/delete-server.ts',
    find: 'if (error instanceof InstanceNotFoundError) await removeLooseAddresses(client, target.clusterId, context);',
    replace: '',
  },
  {
    guard: 'hetzner: no price, no offer',
    file: 'src/providers/hetzner/catalogue.ts',
    find: 'return Number.isFinite(value) && value >= 0 ? value : undefined;',
    replace: 'return Number.isFinite(value) ? value : 0;',
  },
  {
    guard: 'scaleway: no price, no offer',
    file: 'src/providers/scaleway/catalogue.ts',
    find: 'hourlyPrice: z.number().positive(),',
    replace: 'hourlyPrice: z.number().catch(0),',
  },
  {
    guard: 'hetzner: retired types',
    file: 'src/providers/hetzner/catalogue.ts',
    find: "if (end !== undefined && (!available || Date.parse(end) <= nowMs)) return 'retired';",
    replace: '',
  },
  {
    guard: 'scaleway: retired types',
    file: 'src/providers/scaleway/catalogue.ts',
    find: 'read.data.endOfService === true || ',
    replace: '',
  },
  {
    guard: 'hetzner: unknown fields',
    file: 'src/providers/hetzner/schema.ts',
    find: 'const place = z.looseObject({ name: z.string() });',
    replace: 'const place = z.strictObject({ name: z.string() });',
  },
  {
    guard: 'hetzner: failed starts',
    file: 'src/providers/hetzner/follow-action.ts',
    find: "if (seen?.status !== 'error') return undefined;",
    replace: 'if (seen !== undefined) return undefined;',
  },
  {
    guard: 'scaleway: failed starts',
    file: 'src/providers/scaleway/complete-server.ts',
    find: "if (seen.state !== 'stopped') return seen;",
    replace: 'if (seen.id !== undefined) return seen;',
  },
  {
    guard: 'hetzner: what cannot be given back is told',
    file: 'src/providers/hetzner/create-server.ts',
    find: 'if (!(error instanceof ProviderError)) throw error;\n    throw new OutageError(\n',
    replace: 'if (error !== undefined) throw error;\n    throw new OutageError(\n',
  },
  {
    guard: 'scaleway: what cannot be given back is told',
    file: 'src/providers/scaleway/create-server.ts',
    find: 'await uncertain(() => discard(context, server));',
    replace: 'await discard(context, server);',
  },
  {
    guard: 'reference: look before create',
    file: 'test/provider-contract/reference/reference-provider.ts',
    find: '(await lookUp()) ?? (await createWithOneRetry(',
    replace: '(await createWithOneRetry(',
  },
  {
    guard: 'reference: mark check',
    file: 'test/provider-contract/reference/reference-provider.ts',
    find: 'if (hasMarks(machine.order, ownerMarks(parts.clusterId))) return machine;',
    replace: 'if (machine !== undefined) return machine;',
  },
  {
    guard: 'reference: page check',
    file: 'test/provider-contract/reference/reference-provider.ts',
    find: 'if (found.length < Math.min(total, page * pageSize)) {',
    replace: 'if (found.length > total) {',
  },
];
