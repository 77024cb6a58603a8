import type { CancellationReason, Subscription } from '../shared/objects.ts';

export const cancellationReasons: Record<CancellationReason, string> = {
  too_expensive: 'Too expensive',
  missing_features: 'Lacks features',
  switched_service: 'Uses something else now',
  unused: 'Not used',
  customer_service: 'Unhappy with the service',
  low_quality: 'Not good enough',
  too_complex: 'Too complicated',
  other: 'Another reason',
};

/** Why a customer left, where it was said. */
export function cancellationWords({
  customer_cancellation_reason: reason,
  customer_cancellation_comment: comment,
}: Subscription): string | undefined {
  const parts = [reason && cancellationReasons[reason], comment && `“${comment}”`].filter(Boolean);
  return parts.length > 0 ? parts.join(': ') : undefined;
}
