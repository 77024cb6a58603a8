export type { StoredEvent } from './event.ts';
export {
  type EventFilter,
  type SnapshotTable,
  selectEvents,
  selectEventsBefore,
  selectEventsBetween,
  selectSnapshots,
} from './events.sql.ts';
export { type EventRange, type EventReader, type ReadingLog, readEvents } from './read-events.ts';
export { createSettledEvents, type SettledEvents } from './settled-events.ts';
