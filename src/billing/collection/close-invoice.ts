import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changeInvoice, type Invoice, voidInvoice } from '../invoices/index.ts';
import { selectPendingPaymentOf } from '../payments/index.ts';
import { recoverSubscription } from '../subscriptions/index.ts';
import { holdInvoice } from './retry-payment.ts';

/** From where the merchant may give an invoice up, and how. */
const closable: Record<'void' | 'uncollectible', readonly Invoice['status'][]> = {
  void: ['draft', 'pending', 'uncollectible'],
  uncollectible: ['pending'],
};

/**
 * Gives an invoice up by the merchant's wish: as void it was never owed, as uncollectible it is owed and not asked for any
 * more. Its subscription, where it was past due for nothing else, is active again.
 *
 * @returns `not_found`, `invoice_closed` where its status does not allow it, `payment_in_progress`.
 */
export async function closeInvoice(
  scope: Scope,
  id: string,
  as: 'void' | 'uncollectible',
): Promise<Result<Invoice>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const invoice = await holdInvoice(inside, { id });
    if (!invoice) return fail({ code: 'not_found', message: 'There is no such invoice.' });
    if (!closable[as].includes(invoice.status)) {
      return fail({
        code: 'invoice_closed',
        message: `An invoice that is ${invoice.status} cannot become ${as}.`,
      });
    }
    if (await selectPendingPaymentOf(inside, id)) {
      return fail({ code: 'payment_in_progress', message: 'A payment of this invoice is under way.' });
    }
    const after = as === 'void' ? await voidInvoice(inside, invoice) : await writeOff(inside, invoice);
    await recoverSubscription(inside, after);
    return ok(after);
  });
}

function writeOff(scope: Scope, invoice: Invoice): Promise<Invoice> {
  return changeInvoice(scope, invoice, {
    status: 'uncollectible',
    nextPaymentAttemptAt: null,
    nextActionAt: null,
  });
}
