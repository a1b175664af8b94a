import { pageUnderFaults } from '../../faults/matching.ts';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, positiveQueryNumber } from '../../http/exchange.ts';
import type { ScalewayCall } from './state.ts';

/** What to page, under which key the answer carries it. */
export interface Listing<Entry> {
  readonly key: string;
  readonly entries: readonly Entry[];
  /** Shapes one entry; only those of the page are shaped. */
  readonly render: (entry: Entry) => unknown;
}

/** The entries of the page that the query asks for: 50 by default, 100 at most. */
export function pageOf<Entry>(call: ScalewayCall, entries: readonly Entry[], sizeName: string): readonly Entry[] {
  const { query } = call.request;
  const size = Math.min(100, positiveQueryNumber(query, sizeName, 50));
  const page = positiveQueryNumber(query, 'page', 1);
  return pageUnderFaults(entries, { page, perPage: size }, call.effects);
}

/** A page of the Instance API: the total stands in the header `x-total-count`, the last page in `link`. */
export function instancePage<Entry>(call: ScalewayCall, { key, entries, render }: Listing<Entry>): ApiResponse {
  const shown = pageOf(call, entries, 'per_page').map(render);
  return jsonResponse(200, { [key]: shown }, { 'x-total-count': String(entries.length), link: linkOf(call, entries) });
}

/** The last page, as recorded on 2 December 2025: a path without version and zone, and page 0 of an empty list. */
function linkOf({ request }: ScalewayCall, entries: readonly unknown[]): string {
  const size = Math.min(100, positiveQueryNumber(request.query, 'per_page', 50));
  const path = request.path.replace(/^\/instance\/v1\/zones\/[^/]+/, '');
  return `<${path}?page=${Math.ceil(entries.length / size)}&per_page=${size}&>; rel="last"`;
}

/** A page of the newer APIs (block storage, marketplace): the total stands in the body. */
export function bodyPage<Entry>(call: ScalewayCall, { key, entries, render }: Listing<Entry>): ApiResponse {
  const shown = pageOf(call, entries, 'page_size').map(render);
  return jsonResponse(200, { [key]: shown, total_count: entries.length });
}

/** Tags of a query, comma-separated or repeated; a resource has to carry all of them. */
export function wantedTags(query: URLSearchParams): readonly string[] {
  return query
    .getAll('tags')
    .flatMap((value) => value.split(','))
    .filter((tag) => tag !== '');
}

/** Whether the tags hold every wanted one, exactly. */
export function hasTags(tags: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((tag) => tags.includes(tag));
}
