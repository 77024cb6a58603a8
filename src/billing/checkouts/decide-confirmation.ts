import type { Failure } from '../../platform/result.ts';
import { checkCustomFieldData } from '../custom-fields/index.ts';
import { type AddressPart, addressParts, billingAddressFields } from './billing-address-fields.ts';
import type { CheckoutDetails } from './checkout.ts';
import { productFailure } from './choose-prices.ts';

/**
 * All that is still missing before a checkout can be paid. Polar tells it in one answer.
 *
 * @returns `product_archived`, `product_draft`, `price_archived`, `field_missing` (`detail.path` names the member), `billing_address_incomplete`,
 *   `confirmation_token_missing`; the failures of `checkCustomFieldData`.
 */
export function confirmationFailures(
  details: CheckoutDetails,
  confirmationToken: string | null,
  isPaymentFormRequired: boolean,
): Failure[] {
  const { checkout, product, prices, customFields } = details;
  const failures: Failure[] = [];
  const unsold = productFailure(product);
  if (unsold) failures.push(unsold);
  if (prices.some(({ archivedAt }) => archivedAt !== null)) {
    failures.push({ code: 'price_archived', message: 'Price is archived.' });
  }
  const missing = (...path: string[]) =>
    failures.push({ code: 'field_missing', message: 'Field is required.', detail: { path } });
  if (checkout.customerId === null && checkout.customerEmail === null) missing('customerEmail');
  if (checkout.isBusinessCustomer && checkout.customerBillingName === null) missing('customerBillingName');
  if (isPaymentFormRequired) {
    for (const part of missingAddressParts(details)) missing('customerBillingAddress', ...part);
  }
  const answers = checkCustomFieldData(customFields, checkout.customFieldData, { required: true });
  if (!answers.ok) failures.push(...answers.failures);
  if (checkout.isBusinessCustomer && !hasFullAddress(details)) {
    const message = 'Full billing address is required.';
    failures.push({ code: 'billing_address_incomplete', message });
  }
  if (isPaymentFormRequired && confirmationToken === null) {
    const message = 'Confirmation token is required.';
    failures.push({ code: 'confirmation_token_missing', message });
  }
  return failures;
}

/** The parts that are asked for and not there; one without a name where the whole address is missing. */
function missingAddressParts({ checkout }: CheckoutDetails): AddressPart[][] {
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
