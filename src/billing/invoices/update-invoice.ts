import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { decideInvoiceUpdate, type InvoiceChange, type InvoiceUpdateRule } from './decide-invoice-update.ts';
import type { Invoice } from './invoice.ts';
import { type InvoiceKey, recordOnInvoice, selectInvoice, updateInvoiceRow } from './invoices.sql.ts';

/**
 * Changes the buyer's details on an invoice. An update that changes nothing is told as an event all the same (Polar).
 *
 * @returns `not_found`, or every broken rule of `decideInvoiceUpdate`.
 */
export async function updateInvoice(
  scope: Scope,
  key: InvoiceKey,
  change: InvoiceChange,
  rule: InvoiceUpdateRule,
): Promise<Result<Invoice>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectInvoice(inside, key, { lock: true });
    if (!before) return fail({ code: 'not_found', message: 'There is no such invoice.' });
    const decided = decideInvoiceUpdate(before, change, rule, scope.clock.now());
    if (!decided.ok) return decided;
    const { invoice, changes } = decided.value;
    const record = { type: 'invoice.updated', objectType: 'invoice', objectId: invoice.id, changes };
    if (invoice === before) await recordOnInvoice(inside, invoice, record);
    else await updateInvoiceRow(inside, invoice, [record]);
    return ok(invoice);
  });
}
