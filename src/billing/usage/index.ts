export type { Meter } from './meter.ts';
export { selectMeters } from './meters.sql.ts';
export { recordedUsage, type Usage } from './usage-source.sql.ts';
