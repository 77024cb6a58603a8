import { type TSchema, Type } from 'typebox';

/** Atlas: `limit` from 1 to 100, 10 without; `offset` from 0. There are no cursors. */
export const pagingQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 10 }),
  offset: Type.Integer({ minimum: 0, default: 0 }),
};

export type Paging = { limit: number; offset: number };

export function listSchema<S extends TSchema>(item: S) {
  return Type.Object({
    object: Type.Literal('list'),
    data: Type.Array(item),
    has_more: Type.Boolean(),
    total_count: Type.Integer(),
  });
}

/** Atlas: `total_count` leaves paging out of account, `has_more` goes by the limit that was asked for. */
export function listAnswer(data: readonly unknown[], total: number, { limit, offset }: Paging) {
  return {
    status: 200,
    body: { object: 'list', data, has_more: offset + limit < total, total_count: total },
  };
}
