/** What the API says about the pages after this one. */
interface PageMeta {
  readonly pagination?: { readonly next_page?: number | null | undefined } | null | undefined;
}

/** One page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly meta?: PageMeta | null | undefined;
}

/** Largest page that the API gives: https://docs.hetzner.cloud/reference/cloud#pagination */
const pageSize = 50;

/** Items of all pages, one request each. The next page is what the API names, so an endless list is cut at 1,000 pages. */
export async function collectPages<Item>(
  read: (page: { readonly page: number; readonly per_page: number }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let next: number | null | undefined = 1;
  for (let count = 0; next && count < 1_000; count += 1) {
    const page: Page<Item> = await read({ page: next, per_page: pageSize });
    items.push(...page.items);
    next = page.meta?.pagination?.next_page;
  }
  return items;
}
