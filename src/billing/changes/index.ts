export {
  type ChangeRecord,
  type Changes,
  changesBetween,
  recordChange,
  recordedIn,
} from './record-change.ts';
