export type { StoredEvent } from './event.ts';
export { createEventFeed, type EventFeed } from './event-feed.ts';
export {
  type EventFilter,
  type SnapshotTable,
  selectEvents,
  selectEventsBefore,
  selectLastNumber,
  selectListSnapshots,
  selectSnapshots,
} from './events.sql.ts';
export { type EventRange, type EventReader, type ReadingLog, readEvents } from './read-events.ts';
export { createSettledEvents, type SettledEvents } from './settled-events.ts';
