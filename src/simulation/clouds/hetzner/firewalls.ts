import { z } from 'zod';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, noContent } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { runAction, startAction } from './actions.ts';
import { failure, uniquenessError, unprocessable } from './errors.ts';
import { renderAction } from './render.ts';
import { renderFirewall } from './render-resources.ts';
import { isNameTaken, onResource, readBody, resourceRoutes } from './resources.ts';
import type { Firewall, HetznerAccount, HetznerAction, HetznerHandler } from './state.ts';
import { takeId } from './state.ts';

const ruleSchema = z
  .strictObject({
    direction: z.enum(['in', 'out']),
    protocol: z.enum(['tcp', 'udp', 'icmp', 'esp', 'gre']),
    port: z.string().nullish(),
    source_ips: z.array(z.string()).max(100).default([]),
    destination_ips: z.array(z.string()).max(100).default([]),
    description: z.string().max(255).nullish(),
  })
  // Ports belong to TCP and UDP, which need them (API reference, "Firewalls").
  .refine((rule) => ['tcp', 'udp'].includes(rule.protocol) === (rule.port != null))
  .transform((rule) => ({ ...rule, port: rule.port ?? null, description: rule.description ?? null }));

const targetSchema = z.union([
  z.looseObject({ type: z.literal('server'), server: z.looseObject({ id: z.number() }) }),
  z.looseObject({ type: z.literal('label_selector'), label_selector: z.looseObject({ selector: z.string() }) }),
]);

type Target = z.infer<typeof targetSchema>;

// The vendor's Go client sends null for no rules.
const rulesSchema = z
  .array(ruleSchema)
  .max(50)
  .nullable()
  .transform((rules) => rules ?? []);

const createSchema = z.looseObject({
  name: z.string().min(1).max(128),
  labels: z.record(z.string(), z.string()).default({}),
  rules: rulesSchema.prefault([]),
  apply_to: z.array(targetSchema).nullish(),
});

const createFirewall: HetznerHandler = (account, { request }) => {
  const body = readBody(createSchema, request);
  if ('refusal' in body) return body.refusal;
  const { name, labels, rules, apply_to: targets } = body.value;
  if (isNameTaken(account.firewalls, name)) return uniquenessError('name', 'firewall name is already used');
  const absent = refuseTargets(account, targets ?? []);
  if (absent !== undefined) return absent;
  const own = { serverIds: new Set<number>(), selectors: new Set<string>() };
  const firewall: Firewall = { id: takeId(account), name, labels, createdAtMs: account.context.now(), rules, ...own };
  account.firewalls.set(firewall.id, firewall);
  const actions = [act(account, firewall, 'set_firewall_rules'), ...applyTo(account, firewall, targets ?? [])];
  return jsonResponse(201, { firewall: renderFirewall(firewall, account), actions: actions.map(renderAction) });
};

function refuseTargets(account: HetznerAccount, targets: readonly Target[]): ApiResponse | undefined {
  const isAbsent = targets.some((target) => target.type === 'server' && !account.servers.has(target.server.id));
  return isAbsent ? failure(404, 'firewall_resource_not_found', 'firewall resource not found') : undefined;
}

function applyTo(account: HetznerAccount, firewall: Firewall, targets: readonly Target[]): HetznerAction[] {
  return targets.map((target) => {
    if (target.type === 'server') firewall.serverIds.add(target.server.id);
    else firewall.selectors.add(target.label_selector.selector);
    return act(account, firewall, 'apply_firewall');
  });
}

function act(account: HetznerAccount, firewall: Firewall, command: string): HetznerAction {
  const action = startAction(account, command, [{ id: firewall.id, type: 'firewall' }]);
  return runAction(account, action, () => undefined);
}

const kind = { kind: 'firewall', all: (account: HetznerAccount) => account.firewalls };

const setRules = onResource(kind, (account, firewall, { request }) => {
  const body = readBody(z.looseObject({ rules: rulesSchema }), request);
  if ('refusal' in body) return body.refusal;
  firewall.rules = body.value.rules;
  return jsonResponse(201, { actions: [renderAction(act(account, firewall, 'set_firewall_rules'))] });
});

const applyToResources = onResource(kind, (account, firewall, { request }) => {
  const body = readBody(z.looseObject({ apply_to: z.array(targetSchema).min(1) }), request);
  if ('refusal' in body) return body.refusal;
  const targets = body.value.apply_to;
  const absent = refuseTargets(account, targets);
  if (absent !== undefined) return absent;
  const isApplied = targets.some((target) => target.type === 'server' && firewall.serverIds.has(target.server.id));
  if (isApplied) return unprocessable('firewall_already_applied', 'firewall is already applied');
  return jsonResponse(201, { actions: applyTo(account, firewall, targets).map(renderAction) });
});

const removeFromResources = onResource(kind, (account, firewall, { request }) => {
  const body = readBody(z.looseObject({ remove_from: z.array(targetSchema).min(1) }), request);
  if ('refusal' in body) return body.refusal;
  const actions = body.value.remove_from.map((target) => {
    if (target.type === 'server') firewall.serverIds.delete(target.server.id);
    else firewall.selectors.delete(target.label_selector.selector);
    return act(account, firewall, 'remove_firewall');
  });
  return jsonResponse(201, { actions: actions.map(renderAction) });
});

/** A firewall in use is refused with 422 `resource_in_use` (API reference, "Delete a Firewall"). */
function deleteFirewall(account: HetznerAccount, firewall: Firewall): ApiResponse {
  if (firewall.serverIds.size > 0 || firewall.selectors.size > 0)
    return unprocessable('resource_in_use', 'firewall is still in use');
  account.firewalls.delete(firewall.id);
  return noContent();
}

const actionsPath = '/v1/firewalls/{id}/actions';

/** Firewalls (https://docs.hetzner.cloud/reference/cloud#tag/firewalls). */
export const firewallRoutes: readonly Route<HetznerHandler>[] = [
  { name: 'create-firewall', method: 'POST', template: '/v1/firewalls', handle: createFirewall },
  ...resourceRoutes<Firewall>({ ...kind, plural: 'firewalls', render: renderFirewall, remove: deleteFirewall }),
  { name: 'set-firewall-rules', method: 'POST', template: `${actionsPath}/set_rules`, handle: setRules },
  { name: 'apply-firewall', method: 'POST', template: `${actionsPath}/apply_to_resources`, handle: applyToResources },
  {
    name: 'remove-firewall',
    method: 'POST',
    template: `${actionsPath}/remove_from_resources`,
    handle: removeFromResources,
  },
];
