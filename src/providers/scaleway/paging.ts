import { OutageError } from '../errors.ts';

/** One page and the number of all entries. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

/** Largest page: https://www.scaleway.com/en/developers/api/instances/#pagination */
export const pageSize = 100;

/** Items of all pages, one request each. A page with fewer entries than its total promises makes the whole list an OutageError. */
export async function collectPages<Item>(read: (page: number) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  for (let page = 1; ; page += 1) {
    const { items: found, total } = await read(page);
    const left = total - (page - 1) * pageSize;
    if (found.length < Math.min(pageSize, left)) throw partialList();
    items.push(...found);
    if (left <= pageSize || found.length === 0) return items;
  }
}

function partialList(): OutageError {
  const message = 'Scaleway gave a page of a list that lacks entries; the list is not used';
  return new OutageError(message, { provider: 'scaleway', code: 'partial_list' }, false);
}
