import type { Failure } from '../../platform/result.ts';
import type { Product } from './product.ts';

/**
 * What is wrong with a product itself: `trial_interval_missing`, `trial_interval_count_missing`, `trial_without_subscription`;
 * and `custom_field_refused`, whose `detail.index` is the place of the field.
 */
export function productFailures(product: Product, knownFields: ReadonlySet<string>): Failure[] {
  return [...trialFailures(product), ...fieldFailures(product, knownFields)];
}

function trialFailures(product: Product): Failure[] {
  const { trialInterval, trialIntervalCount, recurringInterval } = product;
  if ((trialInterval === null) !== (trialIntervalCount === null)) {
    return [
      {
        code: trialInterval === null ? 'trial_interval_missing' : 'trial_interval_count_missing',
        message: 'Both trial_interval and trial_interval_count must be set together.',
      },
    ];
  }
  if (trialInterval === null || recurringInterval !== null) return [];
  const message = 'Trials are only supported on recurring products.';
  return [{ code: 'trial_without_subscription', message }];
}

function fieldFailures(product: Product, knownFields: ReadonlySet<string>): Failure[] {
  const seen = new Set<string>();
  return product.attachedCustomFields.flatMap(({ customFieldId }, index) => {
    const isRepeated = seen.has(customFieldId);
    seen.add(customFieldId);
    if (!isRepeated && knownFields.has(customFieldId)) return [];
    const message = isRepeated ? 'Custom field is attached more than once.' : 'Custom field does not exist.';
    return [{ code: 'custom_field_refused', message, detail: { index } }];
  });
}
