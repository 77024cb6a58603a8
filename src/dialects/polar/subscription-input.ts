import { type Static, Type } from 'typebox';
import type {
  ProrationBehavior,
  prorationBehaviors,
  SubscriptionCommand,
} from '../../billing/subscriptions/index.ts';
import { MetadataInput, nullable, TimestampInput, UuidInput } from './schemas.ts';
import { ReasonSchema } from './subscription-view.ts';

const optional = <S extends Parameters<typeof nullable>[0]>(schema: S) => Type.Optional(nullable(schema));

/** Each variant of an update takes its own members and no others: that is what tells them apart. */
const variant = (title: string) => ({ title, additionalProperties: false });

const BehaviorInput = Type.Unsafe<ProrationBehavior>({
  type: 'string',
  enum: ['invoice', 'prorate', 'next_period', 'reset'] satisfies (typeof prorationBehaviors)[number][],
});

/** A count that a database column holds. */
const CountInput = Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 });

const TrialEndInput = Type.Union([
  { ...TimestampInput, title: 'datetime' } as typeof TimestampInput,
  Type.Literal('now', { title: "literal['now']" }),
]);

const create = { metadata: Type.Optional(MetadataInput), product_id: UuidInput };

export const SubscriptionCreate = Type.Union([
  Type.Object({ ...create, customer_id: UuidInput }, { title: 'SubscriptionCreateCustomer' }),
  Type.Object(
    { ...create, external_customer_id: Type.String() },
    { title: 'SubscriptionCreateExternalCustomer' },
  ),
]);

const UpdateBase = Type.Object(
  {
    metadata: Type.Optional(MetadataInput),
    product_id: optional(UuidInput),
    proration_behavior: optional(BehaviorInput),
    discount_id: optional(UuidInput),
    trial_end: optional(TrialEndInput),
  },
  variant('SubscriptionUpdateBase'),
);

const UpdateSeats = Type.Object(
  { seats: CountInput, proration_behavior: optional(BehaviorInput) },
  variant('SubscriptionUpdateSeats'),
);

const UpdateUnits = Type.Object(
  { units: CountInput, proration_behavior: optional(BehaviorInput) },
  variant('SubscriptionUpdateUnits'),
);

const UpdateBillingPeriod = Type.Object(
  { current_billing_period_end: TimestampInput },
  variant('SubscriptionUpdateBillingPeriod'),
);

const said = {
  customer_cancellation_reason: optional(ReasonSchema),
  customer_cancellation_comment: optional(Type.String()),
};

const Cancel = Type.Object({ ...said, cancel_at_period_end: Type.Boolean() }, variant('SubscriptionCancel'));

const Revoke = Type.Object({ ...said, revoke: Type.Literal(true) }, variant('SubscriptionRevoke'));

const pause = { pause_at_period_end: Type.Boolean(), resumes_at: optional(TimestampInput) };
const resume = { resume: Type.Literal(true) };
const clear = { pending_update: Type.Null() };

export const SubscriptionUpdate = Type.Union([
  UpdateBase,
  UpdateSeats,
  UpdateUnits,
  UpdateBillingPeriod,
  Cancel,
  Revoke,
  Type.Object(pause, variant('SubscriptionPause')),
  Type.Object(resume, variant('SubscriptionResume')),
  Type.Object(clear, variant('SubscriptionUpdateClear')),
]);

/** What a merchant's update asks for. */
export function commandOf(body: Static<typeof SubscriptionUpdate>): SubscriptionCommand {
  if ('seats' in body) {
    return { kind: 'change_seats', seats: body.seats, behavior: body.proration_behavior ?? undefined };
  }
  if ('units' in body) {
    return { kind: 'change_units', units: body.units, behavior: body.proration_behavior ?? undefined };
  }
  if ('current_billing_period_end' in body) {
    return { kind: 'move_period_end', periodEnd: body.current_billing_period_end };
  }
  if ('cancel_at_period_end' in body) {
    const kind = body.cancel_at_period_end ? 'cancel_at_period_end' : 'uncancel';
    return { kind, reason: body.customer_cancellation_reason, comment: body.customer_cancellation_comment };
  }
  if ('revoke' in body) {
    return {
      kind: 'revoke',
      reason: body.customer_cancellation_reason,
      comment: body.customer_cancellation_comment,
    };
  }
  return restingCommandOf(body) ?? termsOf(body as Static<typeof UpdateBase>);
}

function termsOf(body: Static<typeof UpdateBase>): SubscriptionCommand {
  return {
    kind: 'change_terms',
    productId: body.product_id ?? undefined,
    behavior: body.proration_behavior ?? undefined,
    discountId: body.discount_id,
    trialEnd: body.trial_end ?? undefined,
    metadata: body.metadata,
  };
}

/** What merchants and customers ask for in the same words. */
function restingCommandOf(body: object): SubscriptionCommand | undefined {
  if ('pause_at_period_end' in body) {
    const { pause_at_period_end: pauses, resumes_at: resumesAt } = body as {
      pause_at_period_end: boolean;
      resumes_at?: Date | null;
    };
    return pauses ? { kind: 'pause_at_period_end', resumesAt } : { kind: 'unpause' };
  }
  if ('resume' in body) return { kind: 'resume' };
  return 'pending_update' in body ? { kind: 'clear_pending_update' } : undefined;
}

const portalSaid = {
  cancellation_reason: optional(ReasonSchema),
  cancellation_comment: optional(Type.String()),
};

export const CustomerSubscriptionUpdate = Type.Union([
  Type.Object({ product_id: UuidInput }, variant('CustomerSubscriptionUpdateProduct')),
  Type.Object({ seats: CountInput }, variant('CustomerSubscriptionUpdateSeats')),
  Type.Object(
    { cancel_at_period_end: optional(Type.Boolean()), ...portalSaid },
    variant('CustomerSubscriptionCancel'),
  ),
  Type.Object({ ...portalSaid, revoke: Type.Literal(true) }, variant('CustomerSubscriptionRevoke')),
  Type.Object(pause, variant('CustomerSubscriptionPause')),
  Type.Object(resume, variant('CustomerSubscriptionResume')),
  Type.Object(clear, variant('CustomerSubscriptionUpdateClear')),
]);

type CustomerUpdate = Static<typeof CustomerSubscriptionUpdate>;

/** What a customer's update asks for; nothing where it asks for no change. */
export function customerCommandOf(body: CustomerUpdate): SubscriptionCommand | undefined {
  if ('product_id' in body) return { kind: 'change_terms', productId: body.product_id };
  if ('seats' in body) return { kind: 'change_seats', seats: body.seats };
  const resting = restingCommandOf(body);
  if (resting) return resting;
  const { cancellation_reason: reason, cancellation_comment: comment } = body as {
    cancellation_reason?: Static<typeof ReasonSchema> | null;
    cancellation_comment?: string | null;
  };
  if ('revoke' in body) return { kind: 'revoke', reason, comment };
  const { cancel_at_period_end: cancels } = body as { cancel_at_period_end?: boolean | null };
  if (cancels == null) return undefined;
  return { kind: cancels ? 'cancel_at_period_end' : 'uncancel', reason, comment };
}
