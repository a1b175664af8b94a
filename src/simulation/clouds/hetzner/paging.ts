import type { FaultEffect } from '../../faults/rule.ts';
import { findEffect } from '../../faults/matching.ts';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, positiveQueryNumber } from '../../http/exchange.ts';

/** What to page, under which key the answer carries it. */
export interface Listing<Entry> {
  readonly key: string;
  readonly entries: readonly Entry[];
  /** Shapes one entry; only those of the page are shaped. */
  readonly render: (entry: Entry) => unknown;
  readonly query: URLSearchParams;
  readonly effects: readonly FaultEffect[];
}

/** One page with `meta.pagination`: 25 entries by default, 50 at most (API reference, "Pagination"). */
export function pageResponse<Entry>({ key, entries, render, query, effects }: Listing<Entry>): ApiResponse {
  const perPage = Math.min(50, positiveQueryNumber(query, 'per_page', 25));
  const page = positiveQueryNumber(query, 'page', 1);
  const lastPage = Math.max(1, Math.ceil(entries.length / perPage));
  const drop = findEffect(effects, 'partial-page')?.drop ?? 0;
  const shown = entries.slice((page - 1) * perPage, page * perPage);
  const pagination = {
    page,
    per_page: perPage,
    previous_page: page > 1 ? page - 1 : null,
    next_page: page < lastPage ? page + 1 : null,
    last_page: lastPage,
    total_entries: entries.length,
  };
  const kept = shown.slice(0, Math.max(0, shown.length - drop));
  return jsonResponse(200, { [key]: kept.map(render), meta: { pagination } });
}
