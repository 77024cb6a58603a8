export type { Meter } from './meter.ts';
export { selectMeters } from './meters.sql.ts';
export { recordedUsage, type Usage, type UsageQuestion, type UsageSource } from './usage-source.ts';
