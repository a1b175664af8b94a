import { OutageError } from '../errors.ts';

/** What the API says about the pages after this one. */
interface PageMeta {
  readonly pagination?:
    | { readonly next_page?: number | null | undefined; readonly total_entries?: number | null | undefined }
    | null
    | undefined;
}

/** One page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly meta?: PageMeta | null | undefined;
}

/** Largest page that the API gives: https://docs.hetzner.cloud/reference/cloud#pagination */
const pageSize = 50;

/**
 * Items of all pages, one request each; the next page is what the API names. A page with fewer entries than its total promises
 * makes the whole list an OutageError, and so do more than 1,000 pages.
 */
export async function collectPages<Item>(
  read: (page: { readonly page: number; readonly per_page: number }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let next: number | null | undefined = 1;
  for (let count = 0; next; count += 1) {
    const page: Page<Item> = await read({ page: next, per_page: pageSize });
    const left = (page.meta?.pagination?.total_entries ?? 0) - (next - 1) * pageSize;
    if (page.items.length < Math.min(pageSize, left) || count >= 1_000) throw partialList();
    items.push(...page.items);
    next = page.meta?.pagination?.next_page;
  }
  return items;
}

function partialList(): OutageError {
  const message = 'Hetzner gave a page of a list that lacks entries; the list is not used';
  return new OutageError(message, { provider: 'hetzner', code: 'partial_list' }, false);
}
