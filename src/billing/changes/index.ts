export { type Changes, type ChangeRecord, changesBetween, recordChange, recordedIn } from './record-change.ts';
