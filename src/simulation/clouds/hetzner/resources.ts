import { z } from 'zod';
import type { ApiRequest, ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, parseJsonBody } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { invalidInput, jsonError, notFound, protectedResource, uniquenessError } from './errors.ts';
import { labelDefect, matchesLabels, parseLabelSelector } from './labels.ts';
import { pageResponse } from './paging.ts';
import { sortResources } from './sorting.ts';
import type { HetznerAccount, HetznerCall, HetznerHandler } from './state.ts';
import { findById } from './state.ts';

/** What every resource with labels has. */
export interface Resource {
  readonly id: number;
  name: string;
  labels: Record<string, string>;
  readonly createdAtMs: number;
  /** Protected ones are not deleted (423 `protected`). */
  readonly isProtected?: boolean;
}

/** How one kind of resource is listed, read, changed and deleted. */
export interface ResourceKind<Entry extends Resource> {
  /** Key of one entry in answers, for example `ssh_key`. */
  readonly kind: string;
  /** Key of lists, and its segment of the path: `ssh_keys`. */
  readonly plural: string;
  readonly all: (account: HetznerAccount) => ReadonlyMap<number, Entry>;
  readonly render: (entry: Entry, account: HetznerAccount) => unknown;
  /** Filters beside name and labels; default none. */
  readonly matches?: (entry: Entry, query: URLSearchParams) => boolean;
  /** Deletes an entry that is not protected. */
  readonly remove: (account: HetznerAccount, entry: Entry) => ApiResponse;
  /** Changes fields of its own beside name and labels. */
  readonly change?: (entry: Entry, body: z.infer<typeof updateSchema>) => void;
}

const updateSchema = z.looseObject({
  name: z.string().min(1).optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

const labelledSchema = z.looseObject({ labels: z.record(z.string(), z.string()).nullish() });

/** A handler for the resource that the path names by `{id}`; answers 404 when there is none. */
export function onResource<Entry>(
  { kind, all }: { readonly kind: string; readonly all: (account: HetznerAccount) => ReadonlyMap<number, Entry> },
  handle: (account: HetznerAccount, entry: Entry, call: HetznerCall) => ApiResponse,
): HetznerHandler {
  return (account, call) => {
    const id = call.params['id'];
    const entry = findById(all(account), id);
    return entry === undefined ? notFound(kind, id ?? '') : handle(account, entry, call);
  };
}

/** The body in the schema's shape with good labels, or the refusal that says what is wrong with it. */
export function readBody<Shape>(
  schema: z.ZodType<Shape>,
  request: ApiRequest,
): { readonly value: Shape } | { readonly refusal: ApiResponse } {
  const body = parseJsonBody(request.body);
  if (body === undefined) return { refusal: jsonError() };
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? 'body';
    return { refusal: invalidInput(field, 'Missing data or wrong type.') };
  }
  const defect = Object.entries(labelledSchema.safeParse(body).data?.labels ?? {})
    .map(([key, value]) => labelDefect(key, value))
    .find((found) => found !== undefined);
  return defect === undefined ? { value: parsed.data } : { refusal: invalidInput('labels', defect) };
}

/** A page of resources, filtered by `name` and `label_selector`, sorted by `sort` (API reference, "Sorting"). */
export function listResources<Entry extends Resource>(
  account: HetznerAccount,
  call: HetznerCall,
  listing: Pick<ResourceKind<Entry>, 'plural' | 'render'> & {
    readonly entries: readonly Entry[];
    readonly text?: (entry: Entry) => string;
  },
): ApiResponse {
  const { query } = call.request;
  const terms = parseLabelSelector(query.get('label_selector') ?? '');
  if (terms === undefined) return invalidInput('label_selector', 'label selector is not correctly formatted');
  const name = query.get('name');
  const found =
    name === null && terms.length === 0
      ? listing.entries
      : listing.entries.filter((entry) => (name === null || entry.name === name) && matchesLabels(terms, entry.labels));
  const entries = sortResources(found, query.getAll('sort'));
  if (entries === undefined) return invalidInput('sort', 'cannot sort by this field');
  const render = (entry: Entry): unknown => listing.render(entry, account);
  return pageResponse({ key: listing.plural, entries, render, text: listing.text, query, effects: call.effects });
}

/** List, get, update and delete, the same for all kinds. */
export function resourceRoutes<Entry extends Resource>(kind: ResourceKind<Entry>): readonly Route<HetznerHandler>[] {
  const path = `/v1/${kind.plural}`;
  const named = (verb: string, noun: string): string => `${verb}-${noun.replaceAll('_', '-')}`;
  const get = onResource(kind, (account, entry) => jsonResponse(200, { [kind.kind]: kind.render(entry, account) }));
  const remove = onResource(kind, (account, entry) =>
    entry.isProtected === true ? protectedResource(kind.kind) : kind.remove(account, entry),
  );
  const update = onResource(kind, (account, entry, call) => updateResource({ kind, account, entry }, call.request));
  return [
    { name: named('list', kind.plural), method: 'GET', template: path, handle: listOf(kind) },
    { name: named('get', kind.kind), method: 'GET', template: `${path}/{id}`, handle: get },
    { name: named('update', kind.kind), method: 'PUT', template: `${path}/{id}`, handle: update },
    { name: named('delete', kind.kind), method: 'DELETE', template: `${path}/{id}`, handle: remove },
  ];
}

function listOf<Entry extends Resource>({ all, matches, ...rest }: ResourceKind<Entry>): HetznerHandler {
  return (account, call) => {
    const everything = [...all(account).values()];
    const { query } = call.request;
    const entries = matches === undefined ? everything : everything.filter((entry) => matches(entry, query));
    return listResources(account, call, { ...rest, entries });
  };
}

interface Update<Entry extends Resource> {
  readonly kind: ResourceKind<Entry>;
  readonly account: HetznerAccount;
  readonly entry: Entry;
}

function updateResource<Entry extends Resource>(
  { kind, account, entry }: Update<Entry>,
  request: ApiRequest,
): ApiResponse {
  const body = readBody(updateSchema, request);
  if ('refusal' in body) return body.refusal;
  const { name, labels } = body.value;
  if (name !== undefined && name !== entry.name && isNameTaken(kind.all(account), name))
    return uniquenessError('name', `${kind.kind} name is already used`);
  entry.name = name ?? entry.name;
  entry.labels = labels ?? entry.labels;
  kind.change?.(entry, body.value);
  return jsonResponse(200, { [kind.kind]: kind.render(entry, account) });
}

/** Whether a resource of this name is there. */
export function isNameTaken(entries: ReadonlyMap<number, { readonly name: string }>, name: string): boolean {
  return [...entries.values()].some((entry) => entry.name === name);
}

/** Whether a resource of the catalogue is meant by an id or a name. */
export function named(entry: { readonly id: number; readonly name: string }, wanted: string | number): boolean {
  return entry.name === wanted || String(entry.id) === String(wanted);
}
