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

/** A text with the wildcards of `like` taken literally. */
export function literalPattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
