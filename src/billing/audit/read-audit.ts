import type { Scope } from '../../platform/scope.ts';
import { type AuditFilter, beforeAll, selectAuditEntriesAfter } from './audit.sql.ts';
import type { AuditEntry } from './audit-entry.ts';

const entriesAtOnce = 500;

/** All entries that a filter lets through, oldest first, read as they are taken. */
export async function* readAudit(
  scope: Scope,
  filter: AuditFilter,
): AsyncGenerator<readonly AuditEntry[], void> {
  let above = beforeAll;
  for (;;) {
    const entries = await selectAuditEntriesAfter(scope, filter, { limit: entriesAtOnce, above });
    if (entries.length > 0) yield entries;
    const last = entries.at(-1);
    if (!last || entries.length < entriesAtOnce) return;
    above = last.sequence;
  }
}
