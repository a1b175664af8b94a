import type { FaultEffect } from '../../faults/rule.ts';
import { pageUnderFaults } from '../../faults/matching.ts';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonTextResponse, positiveQueryNumber } from '../../http/exchange.ts';

/** What to page, under which key the answer carries it. */
export interface Listing<Entry> {
  readonly key: string;
  readonly entries: readonly Entry[];
  /** Shapes one entry; only those of the page are shaped. */
  readonly render: (entry: Entry) => unknown;
  /** JSON of one entry, where that is faster to make than from its shape; default: that of its shape. */
  readonly text?: ((entry: Entry) => string) | undefined;
  readonly query: URLSearchParams;
  readonly effects: readonly FaultEffect[];
}

/** One page with `meta.pagination`: 25 entries by default, 50 at most (API reference, "Pagination"). */
export function pageResponse<Entry>(listing: Listing<Entry>): ApiResponse {
  const { key, entries, render, query, effects } = listing;
  const text = listing.text ?? ((entry: Entry): string => JSON.stringify(render(entry)));
  const perPage = Math.min(50, positiveQueryNumber(query, 'per_page', 25));
  const page = positiveQueryNumber(query, 'page', 1);
  const lastPage = Math.max(1, Math.ceil(entries.length / perPage));
  const shown = pageUnderFaults(entries, { page, perPage }, effects);
  const pagination = {
    page,
    per_page: perPage,
    previous_page: page > 1 ? page - 1 : null,
    next_page: page < lastPage ? page + 1 : null,
    last_page: lastPage,
    total_entries: entries.length,
  };
  const meta = JSON.stringify({ pagination });
  return jsonTextResponse(200, `{${JSON.stringify(key)}:[${shown.map(text).join(',')}],"meta":${meta}}`);
}
