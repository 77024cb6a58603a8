export {
  type CreditableLine,
  creditableLines,
  creditLines,
  taxWithin,
} from './compute-credit.ts';
export {
  type CreditedLine,
  type CreditNote,
  type CreditReason,
  creditReasons,
} from './credit-note.ts';
export {
  listCreditNotes,
  selectCreditedLines,
  selectCreditNote,
} from './credit-notes.sql.ts';
export { issueCreditNote, voidCreditNote } from './issue-credit-note.ts';
export { prepareCreditNoteDocument } from './prepare-document.ts';
