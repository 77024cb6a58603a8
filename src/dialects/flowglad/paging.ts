import { type TSchema, Type } from 'typebox';
import { parsePrefixedId, prefixedId } from '../../platform/ids.ts';
import { parsed } from '../../platform/schema.ts';

/** A place in a list and the way to go on from it. */
export type Cursor = {
  text: string;
  createdAt: Date;
  /** A UUID. */
  id: string;
  direction: 'forward' | 'backward';
};

/** The end of the year 9999: PostgreSQL reads no later date in the form in which dates are sent. */
const latest = 253_402_300_799_999;
/** After all ids of a moment: old cursors named the moment only. */
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Reads a cursor: base64 of `{"parameters": {}, "createdAt": <ms>, "id": "<prefix>_…", "direction": "forward"}`. What
 * `parameters` holds counts for nothing: a cursor says where to go on, not what to see.
 */
function readCursor(text: string, prefix: string): Cursor | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { createdAt, id, direction = 'forward' } = value as Record<string, unknown>;
  if (!Number.isInteger(createdAt) || Number(createdAt) < 0 || Number(createdAt) > latest) return undefined;
  if (direction !== 'forward' && direction !== 'backward') return undefined;
  const uuid = id === undefined ? lastId : typeof id === 'string' ? parsePrefixedId(prefix, id) : null;
  return uuid === null ? undefined : { text, createdAt: new Date(Number(createdAt)), id: uuid, direction };
}

function writeCursor(place: { createdAt: Date; id: string }, prefix: string, direction: string): string {
  const createdAt = place.createdAt.getTime();
  const cursor = { parameters: {}, createdAt, id: prefixedId(prefix, place.id), direction };
  return Buffer.from(JSON.stringify(cursor)).toString('base64');
}

/** `limit` and `cursor` of a list of things whose ids have this prefix. */
export function pagingQuery(prefix: string) {
  return Type.Object({
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 10 }),
    cursor: Type.Optional(
      parsed(Type.String(), (text) => {
        const value = readCursor(text, prefix);
        return value ? { value } : { type: 'custom', reason: 'Invalid cursor' };
      }),
    ),
  });
}

export type Paging = { limit: number; cursor?: Cursor };

/** Where a page begins, in the core's words; one row more than asked for tells whether there is another page. */
export function pageOf({ limit, cursor }: Paging) {
  const common = { limit: limit + 1, offset: 0 };
  return cursor?.direction === 'backward'
    ? { ...common, before: cursor }
    : { ...common, after: cursor, oldestFirst: true };
}

/** A page of at most `limit` of the items found. */
export function pageAnswer<T extends { createdAt: Date; id: string }>(
  found: { items: readonly T[]; total: number },
  { limit, cursor }: Paging,
  prefix: string,
  view: (item: T) => unknown,
) {
  const items = found.items.slice(0, limit);
  const last = items.at(-1);
  const hasMore = found.items.length > limit;
  const direction = cursor?.direction ?? 'forward';
  return {
    status: 200,
    body: {
      data: items.map(view),
      currentCursor: cursor?.text ?? null,
      nextCursor: hasMore && last ? writeCursor(last, prefix, direction) : null,
      hasMore,
      total: found.total,
    },
  };
}

export function pageSchema<S extends TSchema>(item: S) {
  const cursor = Type.Union([Type.String(), Type.Null()]);
  return Type.Object({
    data: Type.Array(item),
    currentCursor: cursor,
    nextCursor: cursor,
    hasMore: Type.Boolean(),
    total: Type.Integer(),
  });
}
