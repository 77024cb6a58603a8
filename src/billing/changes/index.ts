export {
  type ChangeRecord,
  type Changes,
  changesBetween,
  recordChange,
  recordColumns,
  recordedFrom,
  recordedIn,
  recordRow,
} from './record-change.ts';
