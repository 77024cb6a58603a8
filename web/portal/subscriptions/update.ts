import { polar } from '../../api/client.ts';
import type { operations } from '../../api/generated/polar.ts';
import { answerOf } from '../../api/problem.ts';
import type { Subscription } from '../queries.ts';

export type SubscriptionUpdate =
  operations['patch_customer_portal_subscriptions_id']['requestBody']['content']['application/json'];

export const cancellationReasons = [
  'too_expensive',
  'unused',
  'missing_features',
  'switched_service',
  'low_quality',
  'too_complex',
  'customer_service',
  'other',
] as const satisfies readonly NonNullable<Subscription['customer_cancellation_reason']>[];

/** @throws Problem */
export function updateSubscription(id: string, body: SubscriptionUpdate): Promise<Subscription> {
  return answerOf(polar.PATCH('/v1/customer-portal/subscriptions/{id}', { params: { path: { id } }, body }));
}
