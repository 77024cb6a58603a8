import { minimumAmount } from '../../platform/currency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectProduct } from '../catalog/index.ts';
import { releaseRedemption } from '../discounts/index.ts';
import {
  type ComputedInvoice,
  type Invoice,
  issueInvoice,
  type LineInput,
  previewInvoice,
  selectBalanceLocked,
} from '../invoices/index.ts';
import { paymentMethodToCharge } from '../payment-methods/index.ts';
import { beginPayment, type Payment, processorOf } from '../payments/index.ts';
import { seatBuyer, seatsTaken } from '../seats/index.ts';
import { invoiceInput } from './bill-subscription.ts';
import {
  decidePlanChange,
  type PlanChange,
  type PlanDecision,
  type ProrationBehavior,
} from './decide-plan-change.ts';
import { loadContext, type SubscriptionContext } from './load-context.ts';
import { insertPendingLines, selectPendingLines, updatePendingLinesBilled } from './pending-lines.sql.ts';
import { usageLines } from './renew-subscription.ts';
import type { Subscription, SubscriptionItem, SubscriptionWithItems } from './subscription.ts';
import { discountForPeriod } from './subscription-discount.ts';
import { selectSubscription, updateChangePayment } from './subscriptions.sql.ts';
import { writeSubscription } from './write-subscription.ts';

/** A subscription after a command, and the payment that is to be carried out once the transaction has committed. */
export type Changed = { subscription: SubscriptionWithItems; paymentId: string | null };

/**
 * Changes product, seats or units, in the caller's transaction, which holds the subscription. What is to be paid at once is
 * paid first: until then the subscription is held as it is, and where the payment fails it stays so (Polar).
 *
 * @param along what changes with it, or not at all.
 * @returns the failures of `decidePlanChange`; `seats_taken`; `payment_method_missing` where there is nothing to pay with at once.
 */
export async function changePlan(
  scope: Scope,
  subscription: SubscriptionWithItems,
  change: PlanChange,
  behavior: ProrationBehavior,
  along: Partial<Subscription> = {},
): Promise<Result<Changed>> {
  const context = await loadContext(scope, { ...subscription, ...along });
  const decided = await decideNow(scope, context, change, behavior);
  if (!decided.ok) return decided;
  const decision = { ...decided.value, members: { ...along, ...decided.value.members } };
  if (!decision.billsNow || decision.lines.length === 0) {
    await insertPendingLines(scope, subscription, decision.lines);
    return ok({ subscription: await applyDecision(scope, context, decision), paymentId: null });
  }
  const bill = await billOf(scope, context, decision);
  const balance = await selectBalanceLocked(scope, subscription.customerId, subscription.currency);
  const computed = previewInvoice(scope, bill.input, balance);
  if (computed.dueAmount < minimumAmount(subscription.currency)) {
    const { subscription: changed } = await applyBilled(scope, context, decision, bill);
    return ok({ subscription: changed, paymentId: null });
  }
  return payFirst(scope, context, decision, computed);
}

/** What a change would do; and its lines as an invoice, whether they are billed at once or with the next one. */
export type PlanPreview = { decision: PlanDecision; invoice: ComputedInvoice | null };

/** What a change would do, and what would be paid for it: the same decision, not applied. */
export async function previewPlanChange(
  scope: Scope,
  subscription: SubscriptionWithItems,
  change: PlanChange,
  behavior: ProrationBehavior,
): Promise<Result<PlanPreview>> {
  const context = await loadContext(scope, subscription);
  const decided = await decideNow(scope, context, change, behavior);
  if (!decided.ok) return decided;
  const decision = decided.value;
  if (decision.lines.length === 0) return ok({ decision, invoice: null });
  const { input } = await billOf(scope, context, decision);
  const balance = await selectBalanceLocked(scope, subscription.customerId, subscription.currency);
  return ok({ decision, invoice: previewInvoice(scope, input, balance) });
}

async function decideNow(
  scope: Scope,
  context: SubscriptionContext,
  change: PlanChange,
  behavior: ProrationBehavior,
): Promise<Result<PlanDecision>> {
  const now = scope.clock.now();
  // Metered use until now is billed at the prices that are left behind.
  const leavesPrices = change.product !== undefined && behavior !== 'next_period';
  const used = leavesPrices ? await usageLines(scope, context, now) : [];
  const decided = decidePlanChange(
    context,
    behavior === 'next_period' ? await alongWaiting(scope, context, change) : change,
    behavior,
    used.filter(({ amount }) => amount > 0),
    now,
  );
  const refused = decided.ok ? await seatsFailure(scope, context.subscription, decided.value) : undefined;
  return refused ?? decided;
}

/** Seats and units that are put off are those of the product that waits, if one does that can be had still. */
async function alongWaiting(
  scope: Scope,
  { subscription }: SubscriptionContext,
  change: PlanChange,
): Promise<PlanChange> {
  const productId = subscription.pendingUpdate?.productId;
  if (change.product || productId == null || subscription.status === 'trialing') return change;
  const product = await selectProduct(scope, productId);
  return product && !product.archivedAt ? { ...change, product } : change;
}

/** Seats that somebody has cannot go, now or with the next period. */
async function seatsFailure(scope: Scope, { id, seats: before }: Subscription, { members }: PlanDecision) {
  const seats = members.seats ?? members.pendingUpdate?.seats;
  if (before === null || seats == null || seats >= before) return undefined;
  const taken = await seatsTaken(scope, { subscriptionId: id });
  const message = `Cannot decrease seats to ${seats}: ${taken} are assigned. Revoke seats first.`;
  return seats < taken ? fail({ code: 'seats_taken', message, field: 'seats' }) : undefined;
}

/** Polar: what waited for the next invoice comes on this one, unless it is itself only a part of a period. */
async function billOf(scope: Scope, before: SubscriptionContext, decision: PlanDecision) {
  const { subscription, discount } = before;
  const productId = decision.members.productId ?? subscription.productId;
  const product = productId === before.product.id ? before.product : await selectProduct(scope, productId);
  const context = { ...before, product: product ?? before.product };
  const waiting = decision.period ? await selectPendingLines(scope, subscription.id) : [];
  const reduced = decision.period
    ? discountForPeriod(subscription, discount, productId, decision.period.start)
    : undefined;
  const input = invoiceInput(context, {
    reason: 'subscription_update',
    lines: [...decision.lines, ...waiting],
    discount: reduced?.discount ?? null,
    period: decision.period,
  });
  return { input, waiting, members: reduced?.members ?? {} };
}

type PlanBill = Awaited<ReturnType<typeof billOf>>;

async function applyDecision(
  scope: Scope,
  { subscription: { id, customerId } }: SubscriptionContext,
  decision: PlanDecision,
  members: Partial<Subscription> = {},
): Promise<SubscriptionWithItems> {
  const subscription = await selectSubscription(scope, { id });
  if (!subscription) throw new Error(`Subscription ${id} is gone.`);
  const changed = await writeSubscription(
    scope,
    subscription,
    {
      ...decision.members,
      ...members,
      ...(decision.items ? { planVersion: subscription.version + 1 } : {}),
    },
    [],
    decision.items ?? undefined,
  );
  if (subscription.seats === null && changed.seats !== null) {
    await seatBuyer(scope, customerId, { subscriptionId: id });
  }
  return changed;
}

/** Applies a change and issues its invoice, which nothing is to be charged for any more. */
async function applyBilled(
  scope: Scope,
  context: SubscriptionContext,
  decision: PlanDecision,
  bill: PlanBill,
  paid?: { appliedBalance: number; at: Date },
): Promise<{ subscription: SubscriptionWithItems; invoice: Invoice }> {
  const subscription = await applyDecision(scope, context, decision, {
    ...bill.members,
    changePaymentId: null,
  });
  const invoice = await issueInvoice(scope, {
    ...bill.input,
    ...(paid ? { as: 'paid', appliedBalance: paid.appliedBalance, at: paid.at } : {}),
  });
  await updatePendingLinesBilled(scope, bill.waiting, invoice.id);
  return { subscription, invoice };
}

async function payFirst(
  scope: Scope,
  context: SubscriptionContext,
  decision: PlanDecision,
  computed: ComputedInvoice,
): Promise<Result<Changed>> {
  const { subscription } = context;
  const { customerId, currency } = subscription;
  const [processor, method] = await Promise.all([
    processorOf(scope),
    paymentMethodToCharge(scope, { customerId, preferredId: subscription.paymentMethodId }),
  ]);
  if (!processor || !method || method.processor !== processor.name) {
    const message = 'Payment failed with reason: missing_payment_method.';
    return fail({ code: 'payment_method_missing', message });
  }
  const payment = await beginPayment(scope, {
    purpose: 'subscription_change',
    trigger: 'subscription_cycle',
    amount: computed.dueAmount,
    currency,
    processor: processor.name,
    customerId,
    subscriptionId: subscription.id,
    paymentMethodId: method.id,
    method: method.type,
    methodMetadata: method.methodMetadata,
    change: { decision, appliedBalance: computed.appliedBalanceAmount, at: scope.clock.now() },
  });
  await updateChangePayment(scope, subscription.id, payment.id);
  return ok({ subscription: { ...subscription, changePaymentId: payment.id }, paymentId: payment.id });
}

type StoredChange = { decision: PlanDecision; appliedBalance: number; at: string };

/** Applies the change that a payment was for, in the transaction that settles it. Answers the invoice. */
export async function applyPaidChange(
  scope: Scope,
  subscription: SubscriptionWithItems,
  payment: Payment,
): Promise<Invoice> {
  const stored = payment.change as StoredChange | null;
  if (!stored || subscription.changePaymentId !== payment.id) {
    throw new Error(`Payment ${payment.id} is for no change of subscription ${subscription.id}.`);
  }
  const decision = revived(stored.decision);
  const { discountId, discountAppliedAt, metadata } = { ...subscription, ...decision.members };
  const context = await loadContext(scope, { ...subscription, discountId, discountAppliedAt, metadata });
  const bill = await billOf(scope, context, decision);
  const { invoice } = await applyBilled(scope, context, decision, bill, {
    appliedBalance: stored.appliedBalance,
    at: new Date(stored.at),
  });
  return invoice;
}

/** Lets go of a subscription whose change was not paid for: it stays as it is, and has redeemed nothing. */
export async function releaseChange(
  scope: Scope,
  subscription: Subscription,
  { change }: Pick<Payment, 'change'>,
): Promise<void> {
  await updateChangePayment(scope, subscription.id, null);
  const discountId = (change as StoredChange | null)?.decision.members.discountId;
  if (discountId != null && discountId !== subscription.discountId) {
    await releaseRedemption(scope, { subscriptionId: subscription.id, discountId });
  }
}

const dated = [
  'currentPeriodStart',
  'currentPeriodEnd',
  'usageBilledUntil',
  'trialStart',
  'trialEnd',
  'discountAppliedAt',
] as const;

/** A decision as it was before it was JSON. */
function revived(stored: PlanDecision): PlanDecision {
  const members = { ...stored.members };
  for (const member of dated) {
    const value = members[member];
    if (value) members[member] = new Date(value);
  }
  const date = (value: Date | null) => value && new Date(value);
  return {
    ...stored,
    members,
    items:
      stored.items?.map((item): SubscriptionItem => ({ ...item, createdAt: new Date(item.createdAt) })) ??
      null,
    lines: stored.lines.map(
      (line): LineInput => ({
        ...line,
        periodStart: date(line.periodStart),
        periodEnd: date(line.periodEnd),
      }),
    ),
    period: stored.period && { start: new Date(stored.period.start), end: new Date(stored.period.end) },
  };
}
