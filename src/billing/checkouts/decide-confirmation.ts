import type { Failure } from '../../platform/result.ts';
import { addressParts, billingAddressFields, type CheckoutDetails, checkoutAmounts } from './checkout.ts';
import { productFailure } from './decide-checkout.ts';

/**
 * All that is still missing before a checkout can be paid. Polar tells it in one answer.
 *
 * @returns `product_archived`, `product_draft`, `price_archived`, `field_missing` (`detail.path` names the member), `billing_address_incomplete`,
 *   `confirmation_token_missing`.
 */
export function confirmationFailures(details: CheckoutDetails, confirmationToken: string | null): Failure[] {
  const { checkout, product, price } = details;
  const { isPaymentRequired } = checkoutAmounts(details);
  const failures: Failure[] = [];
  const unsold = productFailure(product);
  if (unsold) failures.push(unsold);
  if (price.archivedAt) failures.push({ code: 'price_archived', message: 'Price is archived.' });
  const missing = (...path: string[]) =>
    failures.push({ code: 'field_missing', message: 'Field is required.', detail: { path } });
  if (checkout.customerId === null && checkout.customerEmail === null) missing('customerEmail');
  if (checkout.isBusinessCustomer && checkout.customerBillingName === null) missing('customerBillingName');
  if (isPaymentRequired) {
    for (const part of missingAddressParts(details)) missing('customerBillingAddress', ...part);
  }
  if (checkout.isBusinessCustomer && !hasFullAddress(details)) {
    const message = 'Full billing address is required.';
    failures.push({ code: 'billing_address_incomplete', message });
  }
  if (isPaymentRequired && confirmationToken === null) {
    const message = 'Confirmation token is required.';
    failures.push({ code: 'confirmation_token_missing', message });
  }
  return failures;
}

/** The parts that are asked for and not there; one without a name where the whole address is missing. */
function missingAddressParts({ checkout }: CheckoutDetails): string[][] {
  const address = checkout.customerBillingAddress;
  if (!address) return [[]];
  const fields = billingAddressFields(checkout, true);
  return addressParts
    .filter((part) => fields[part] === 'required' && address[part] === null)
    .map((part) => [part]);
}

function hasFullAddress({ checkout }: CheckoutDetails): boolean {
  const address = checkout.customerBillingAddress;
  if (!address) return false;
  const fields = billingAddressFields({ ...checkout, isBusinessCustomer: true }, true);
  return addressParts.every((part) => fields[part] !== 'required' || address[part] !== null);
}
