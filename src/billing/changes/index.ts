export {
  type ChangeRecord,
  type Changes,
  changesBetween,
  recordChange,
  recordColumns,
  recordedAll,
  recordedFrom,
  recordedIn,
  recordRow,
} from './record-change.sql.ts';
