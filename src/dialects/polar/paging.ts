import { type TSchema, Type } from 'typebox';

/** A limit above this is lowered to it without a word. */
const maximumLimit = 100;

/** `page` and `limit` of a list whose order is given. */
export const pageQuery = {
  page: Type.Integer({ exclusiveMinimum: 0, default: 1 }),
  limit: Type.Integer({ exclusiveMinimum: 0, default: 10 }),
};

/** `page`, `limit` and `sorting` of a list that sorts by these keys. */
export function pagingQuery<K extends string>(...keys: K[]) {
  const signed = keys.flatMap((key) => [key, `-${key}`]);
  return {
    ...pageQuery,
    sorting: Type.Optional(Type.Array(Type.Unsafe<K | `-${K}`>({ type: 'string', enum: signed }))),
  };
}

export type Paging = { page: number; limit: number };

export function limitAndOffset(query: Paging): { limit: number; offset: number } {
  const limit = Math.min(query.limit, maximumLimit);
  // A page beyond any table is empty, not an offset that PostgreSQL cannot read.
  return { limit, offset: Math.min((query.page - 1) * limit, Number.MAX_SAFE_INTEGER) };
}

/** The keys of `sorting` in the core's words. */
export function sortOf<K extends string, T>(
  sorting: readonly (K | `-${K}`)[] | undefined,
  names: Record<K, T>,
): { by: T; descending: boolean }[] {
  return (sorting ?? []).map((key) => {
    const descending = key.startsWith('-');
    return { by: names[(descending ? key.slice(1) : key) as K], descending };
  });
}

export function listSchema<S extends TSchema>(item: S) {
  return Type.Object({
    items: Type.Array(item),
    pagination: Type.Object({ total_count: Type.Integer(), max_page: Type.Integer() }),
  });
}

export function listAnswer(items: readonly unknown[], total: number, query: Paging) {
  const { limit } = limitAndOffset(query);
  return {
    status: 200,
    body: { items, pagination: { total_count: total, max_page: Math.ceil(total / limit) } },
  };
}
