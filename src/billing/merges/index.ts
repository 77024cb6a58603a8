export type { FilledMember } from './decide-merge.ts';
export { followMerges } from './follow-merges.ts';
export { type MergePlan, mergeCustomers, mergedIntoKey, previewMerge } from './merge-customers.ts';
export { type MovedName, movedTables, notMoved } from './merges.sql.ts';
