export { type AuditFilter, selectAuditEntries } from './audit.sql.ts';
export { type AuditEntry, erasureAction } from './audit-entry.ts';
export type { Break } from './compare-rows.ts';
export { proveErasure } from './prove-erasure.ts';
export { readAudit } from './read-audit.ts';
export { sealAuditLogs } from './seal-audit.ts';
export { type Verification, verifyAudit } from './verify-audit.ts';
