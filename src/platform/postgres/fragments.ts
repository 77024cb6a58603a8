import type { PendingQuery, Row } from 'postgres';
import type { Database } from './database.ts';

/** A piece of a statement. */
export type Fragment = PendingQuery<Row[]>;

/** What a list is sorted by, most significant first. */
export type Sort<K extends string> = readonly { by: K; descending: boolean }[];

/** All of some conditions. */
export function allOf(database: Database, conditions: readonly Fragment[]): Fragment {
  return conditions.reduce((all, condition) => database`${all} and ${condition}`);
}

/** Pieces one after the other, with commas between them. */
export function listOf(database: Database, pieces: readonly Fragment[]): Fragment {
  return pieces.reduce((all, piece) => database`${all}, ${piece}`);
}

/**
 * The order of a list: as asked for, else newest first. The id settles ties, so that pages neither repeat nor skip a row,
 * in the direction of the index where there is one.
 *
 * @param columns what each name of a sort stands for
 */
export function orderBy<K extends string>(
  database: Database,
  sort: Sort<K> | undefined,
  columns: Record<K, Fragment> & { createdAt: Fragment },
): Fragment {
  const sorted: Sort<K | 'createdAt'> = sort?.length ? sort : [{ by: 'createdAt', descending: true }];
  const [first] = sorted;
  const parts = sorted.map(({ by, descending }) =>
    descending ? database`${columns[by]} desc` : database`${columns[by]} asc`,
  );
  parts.push(first?.by === 'createdAt' && !first.descending ? database`id` : database`id desc`);
  return parts.reduce((all, part) => database`${all}, ${part}`);
}

/** So many rows of a list, from one on. In the list's own order where no other is asked for. */
export type Page<K extends string> = { limit: number; offset: number; sort?: Sort<K> };

/** The rows of a page of a table or view, and how many there are on all pages. */
export async function selectPage<Row extends object>(
  database: Database,
  { limit, offset }: Page<string>,
  list: { from: string; columns?: Fragment; where: Fragment; order: Fragment },
): Promise<{ items: Row[]; total: number }> {
  const from = database(list.from);
  const [items, [count]] = await Promise.all([
    database<Row[]>`
      select ${list.columns ?? database`*`} from ${from} where ${list.where}
      order by ${list.order} limit ${limit} offset ${offset}`,
    database<{ total: number }[]>`select count(*) as total from ${from} where ${list.where}`,
  ]);
  return { items, total: count?.total ?? 0 };
}

/** A text with the wildcards of `like` taken literally. */
export function literalPattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
