import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Static, Type } from 'typebox';
import { sendOnce } from '../../billing/webhooks/index.ts';
import type { Services } from '../../platform/http/dialect.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Access } from './access.ts';
import { errorAnswer } from './errors.ts';
import { MetadataInput, nullable, TextInput } from './schemas.ts';
import { atlasWebhookLanguage, eventBody } from './webhook-language.ts';

/** The statuses of what a made-up event tells of, by its name. */
const statuses = {
  'payment.authorized': 'authorized',
  'payment.captured': 'captured',
  'payment.failed': 'failed',
  'payment.canceled': 'canceled',
  'payment.requires_action': 'pending',
  'refund.succeeded': 'succeeded',
  'refund.failed': 'failed',
  'refund.pending': 'pending',
  'dispute.created': 'needs_response',
  'dispute.updated': 'under_review',
  'dispute.resolved': 'won',
  'dispute.lost': 'lost',
} as const;

type MadeUpType = keyof typeof statuses;

const madeUpTypes = Object.keys(statuses) as MadeUpType[];

/** So long a request may keep waiting. */
const mostDelaySeconds = 30;

const Body = Type.Object({
  event_type: Type.Unsafe<MadeUpType>({ type: 'string', enum: madeUpTypes }),
  session_id: Type.Optional(nullable(TextInput)),
  transaction_id: Type.Optional(nullable(TextInput)),
  amount: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))),
  currency: Type.Optional(nullable(Type.String({ pattern: '^[A-Za-z]{3}$' }))),
  metadata: Type.Optional(nullable(MetadataInput)),
  delay_seconds: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: mostDelaySeconds }))),
});

type Input = Static<typeof Body>;

const madeUpId = (prefix: string) => `${prefix}_test_${randomBytes(12).toString('hex')}`;

/** What the event tells of: as it would look, had it happened. */
function madeUpObject(type: MadeUpType, transactionId: string, at: Date, input: Input): object {
  const status = statuses[type];
  const amount = input.amount ?? 1000;
  const common = {
    amount,
    currency: (input.currency ?? 'USD').toUpperCase(),
    status,
    created_at: at.toISOString(),
    metadata: input.metadata ?? {},
  };
  if (type.startsWith('refund.')) {
    return { id: madeUpId('re'), payment_id: madeUpId('pay'), reason: null, ...common };
  }
  if (type.startsWith('dispute.')) {
    return {
      id: madeUpId('dp'),
      payment_id: madeUpId('pay'),
      reason: null,
      evidence_due_by: null,
      ...common,
    };
  }
  return {
    id: madeUpId('pay'),
    session_id: null,
    ...common,
    payment_method_type: 'card',
    psp: 'sandbox',
    psp_transaction_id: transactionId,
    captured_amount: status === 'captured' ? amount : 0,
    refunded_amount: 0,
    card: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: at.getUTCFullYear() + 3 },
    customer: null,
    invoice: null,
    decline_code: status === 'failed' ? 'generic_decline' : null,
  };
}

async function send(scope: Scope, input: Input, services: Services): Promise<Answer> {
  const { outgoing, webhookLoopback, ending } = services;
  if (input.session_id) {
    return errorAnswer(scope.requestId, {
      status: 404,
      type: 'invalid_request_error',
      code: 'session_not_found',
      message: 'Session not found',
      param: 'session_id',
    });
  }
  await setTimeout((input.delay_seconds ?? 0) * 1000, undefined, { signal: ending }).catch(() => {});
  const at = scope.clock.now();
  const type = input.event_type;
  const id = madeUpId('evt');
  const transactionId = input.transaction_id ?? madeUpId('txn');
  const body = eventBody(
    { id, type, at, livemode: false, requestId: scope.requestId },
    madeUpObject(type, transactionId, at, input),
  );
  const deliveries = await sendOnce(
    scope,
    { id, type, body, headers: { 'x-atlas-test-mode': 'true' } },
    { language: atlasWebhookLanguage, outgoing, rules: { allowLoopback: webhookLoopback } },
  );
  return {
    status: 200,
    body: {
      success: true,
      event_id: id,
      transaction_id: transactionId,
      event: JSON.parse(body),
      deliveries: deliveries.map(({ url, succeeded, status }) => ({ url, success: succeeded, status })),
    },
  };
}

/** Atlas's simulator: an event that did not happen, for who writes a receiver. */
export function testWebhookRoutes(services: Services): Route<Access>[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/functions/v1/test-webhooks',
      summary: 'Send a made-up event to the webhook endpoints of test mode',
      access: { kind: 'key', scopes: ['webhooks:write'], testOnly: true },
      body: Body,
      responses: {
        200: Type.Object({
          success: Type.Literal(true),
          event_id: Type.String(),
          transaction_id: Type.String(),
          event: Type.Object({}, { additionalProperties: true }),
          deliveries: Type.Array(
            Type.Object({ url: Type.String(), success: Type.Boolean(), status: nullable(Type.Integer()) }),
          ),
        }),
      },
      // No transaction stays open while receivers take their time.
      inSteps: true,
      handle: (scope, { body }) => send(scope, body, services),
    }),
  ];
}
