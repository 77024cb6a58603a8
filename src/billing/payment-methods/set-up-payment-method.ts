import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Outcome, processorNamed, processorOf } from '../payments/index.ts';
import { keepPaymentMethod } from './keep-payment-method.ts';
import type { PaymentMethod } from './payment-method.ts';
import { customerReferenceOf, selectPaymentMethod } from './payment-methods.sql.ts';
import {
  completeSetUp,
  insertSetUp,
  isKnownToProcessor,
  type SetUp,
  selectSetUpLocked,
} from './set-ups.sql.ts';

/** A method that is kept, or a secret with which the buyer's form takes the buyer through authentication. */
export type SetUpAnswer =
  | { status: 'succeeded'; method: PaymentMethod }
  | { status: 'requires_action'; clientSecret: string };

export type SetUpInput = {
  confirmationToken: string;
  makeDefault: boolean;
  /** Where a customer who has to leave for authentication comes back to. */
  returnUrl: string;
};

/**
 * Keeps a means of payment that a customer's form has just taken, without charging it.
 *
 * @returns `payment_not_ready`, `set_up_failed` with the processor's word.
 */
export async function setUpPaymentMethod(
  scope: Scope,
  customerId: string,
  { confirmationToken, makeDefault, returnUrl }: SetUpInput,
): Promise<Result<SetUpAnswer>> {
  const processor = await processorOf(scope);
  if (!processor) return fail({ code: 'payment_not_ready', message: 'Nothing can be charged yet.' });
  const now = scope.clock.now();
  const id = newId(now);
  const asked = await processor.setUp(scope, {
    idempotencyKey: id,
    confirmationToken,
    checkoutId: null,
    customerReference: await customerReferenceOf(scope, customerId, processor.name),
    returnUrl,
  });
  if (!asked.ok) return fail({ code: 'set_up_failed', message: asked.failures[0].message });
  const outcome = asked.value;
  const setUp: SetUp = {
    id,
    createdAt: now,
    customerId,
    processor: processor.name,
    processorReference: outcome.reference,
    clientSecret: outcome.status === 'requires_action' ? outcome.clientSecret : null,
    paymentMethodId: null,
  };
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    if (outcome.status !== 'failed') await insertSetUp(inside, setUp);
    return answerTo(inside, setUp, outcome, makeDefault);
  });
}

/**
 * Keeps the means of payment of a set-up once its customer has authenticated.
 *
 * @param named what the processor, or the customer's form, knows the set-up by
 * @returns `customer_not_ready` where the customer never began one, `set_up_unknown`, `set_up_failed`.
 */
export async function confirmSetUp(
  scope: Scope,
  customerId: string,
  { named, makeDefault }: { named: string; makeDefault: boolean },
): Promise<Result<SetUpAnswer>> {
  if (!(await isKnownToProcessor(scope, customerId))) {
    return fail({ code: 'customer_not_ready', message: 'Customer is not ready.' });
  }
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const setUp = await selectSetUpLocked(inside, customerId, named);
    if (!setUp) return fail(unknownSetUp);
    const processor = await processorNamed(inside, setUp.processor);
    const retrieved = await processor.retrieveSetUp(scope, setUp.processorReference);
    return retrieved.ok ? answerTo(inside, setUp, retrieved.value, makeDefault) : fail(unknownSetUp);
  });
}

const unknownSetUp = { code: 'set_up_unknown', message: 'Invalid setup_intent_id.' };

async function answerTo(
  scope: Scope,
  setUp: SetUp,
  outcome: Outcome,
  makeDefault: boolean,
): Promise<Result<SetUpAnswer>> {
  switch (outcome.status) {
    case 'failed':
      return fail({ code: 'set_up_failed', message: outcome.declineMessage });
    case 'pending':
      return fail({ code: 'set_up_failed', message: 'The payment method is not confirmed yet.' });
    case 'requires_action':
      return ok({ status: 'requires_action', clientSecret: outcome.clientSecret });
    case 'succeeded': {
      const earlier =
        setUp.paymentMethodId && (await selectPaymentMethod(scope, setUp.customerId, setUp.paymentMethodId));
      if (earlier) return ok({ status: 'succeeded', method: earlier });
      const { method, customerReference } = outcome;
      if (!method) throw new Error(`The set-up ${setUp.id} succeeded without a method.`);
      const { processor } = setUp;
      const customer = { id: setUp.customerId };
      const kept = await keepPaymentMethod(scope, customer, {
        processor,
        customerReference,
        method,
        makeDefault,
      });
      await completeSetUp(scope, setUp.id, kept.id);
      return ok({ status: 'succeeded', method: kept });
    }
  }
}
