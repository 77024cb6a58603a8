import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import {
  type BegunConfirmation,
  beginConfirmation,
  type CheckoutDetails,
  type ConfirmationInput,
  carryOutSetUp,
  loadCheckout,
} from '../checkouts/index.ts';
import { createCustomerSession } from '../customer-sessions/index.ts';
import { ProcessorError } from '../payments/index.ts';
import { carryOutPayment } from './carry-out-payment.ts';

export type ConfirmedCheckout = {
  /** As it now is: succeeded, or still waiting for the buyer or the processor. */
  details: CheckoutDetails;
  /**
   * Null while the checkout has not succeeded, and where only an e-mail address says who the buyer is: knowing it must not
   * open somebody's account.
   */
  sessionToken: string | null;
};

/**
 * Confirms a checkout and has paid what it comes to, or kept the card that later charges need. A crash on the way is found
 * and gone on with by due work.
 *
 * @returns the failures of `beginConfirmation`; and, of a checkout that is open again and keeps what was tried:
 *   `payment_declined` with `detail.reason`, and `trial_redeemed`.
 */
export async function confirmCheckout(
  scope: Scope,
  id: string,
  input: ConfirmationInput,
): Promise<Result<ConfirmedCheckout>> {
  const begun = await beginConfirmation(scope, id, input);
  if (!begun.ok) return begun;
  const { awaits } = begun.value;
  const declined = awaits && (await carryOut(scope, awaits));
  if (declined) return declined;
  const loaded = awaits ? await loadCheckout(scope, id, 'merchant') : ok(begun.value.details);
  if (!loaded.ok) return loaded;
  const { checkout } = loaded.value;
  const isKnown =
    checkout.status === 'succeeded' && checkout.customerId !== null && !checkout.customerMatched;
  const session = isKnown
    ? await createCustomerSession(scope, {
        customerId: checkout.customerId ?? '',
        returnUrl: checkout.returnUrl,
      })
    : undefined;
  return ok({ details: loaded.value, sessionToken: session?.token ?? null });
}

/** Has the payment or the set-up carried out. Answers why the checkout is open again, if it is. */
async function carryOut(
  scope: Scope,
  awaits: NonNullable<BegunConfirmation['awaits']>,
): Promise<Result<never> | undefined> {
  try {
    const tried =
      'paymentId' in awaits
        ? await carryOutPayment(scope, awaits.paymentId)
        : await carryOutSetUp(scope, awaits.setUpId);
    if (tried.status !== 'failed') return undefined;
    const reason = tried.declineReason ?? '';
    const code = reason === 'trial_redeemed' ? reason : 'payment_declined';
    return fail({ code, message: tried.declineMessage ?? 'The payment failed.', detail: { reason } });
  } catch (error) {
    // Whether money moved is not known: the checkout stays confirmed, and due work finds out.
    if (error instanceof ProcessorError) return undefined;
    throw error;
  }
}
