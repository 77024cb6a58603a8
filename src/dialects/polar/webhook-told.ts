import type { StoredEvent } from '../../billing/events/index.ts';

/** What is told of events, by their ids. Of an event that is not in it nothing is told. */
export type ToldObjects = ReadonlyMap<string, object>;

/**
 * The views of what events found.
 *
 * @param snapshots what they found, by their ids; an event that found nothing is left out
 * @param views makes the views of all of them, in the same order
 */
export async function viewsByEvent<Row>(
  events: readonly StoredEvent[],
  snapshots: ReadonlyMap<string, Row>,
  views: (rows: Row[], events: readonly StoredEvent[]) => Promise<readonly object[]>,
): Promise<ToldObjects> {
  const told = events.filter(({ id }) => snapshots.has(id));
  if (told.length === 0) return new Map();
  const rows = told.map(({ id }) => snapshots.get(id) as Row);
  const made = await views(rows, told);
  return new Map(told.map(({ id }, index) => [id, made[index] as object]));
}
