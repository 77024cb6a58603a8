import type { FetchChunk } from './list.tsx';

const rowsAtOnce = 25;

type CountedAnswer<Item> = { items: readonly Item[]; pagination: { max_page: number } };

/** A list whose pages are counted, as Polar's are, read page after page. */
export function countedPages<Item>(
  fetch: (page: { page: number; limit: number }) => Promise<CountedAnswer<Item>>,
): FetchChunk<Item> {
  return async (after) => {
    const page = Number(after ?? 1);
    const { items, pagination } = await fetch({ page, limit: rowsAtOnce });
    return { items, next: page < pagination.max_page ? String(page + 1) : undefined };
  };
}
