export { readTimeline, type TimelinePlace } from './read-timeline.ts';
export type { TimelineEntry } from './timeline.sql.ts';
