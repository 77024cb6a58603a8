import type { Checkout } from './checkout.ts';

export type AddressPart = 'country' | 'state' | 'city' | 'postal_code' | 'line1' | 'line2';

export const addressParts: readonly AddressPart[] = [
  'country',
  'state',
  'city',
  'postal_code',
  'line1',
  'line2',
];

const countriesWithStates: ReadonlySet<string> = new Set(['US', 'CA']);

/**
 * Which parts of the billing address the buyer is asked for. Polar: the country wherever money is due, the state in the US
 * and Canada, the whole address in the US, of a business, or where the merchant wants it.
 */
export function billingAddressFields(
  checkout: Pick<Checkout, 'customerBillingAddress' | 'isBusinessCustomer' | 'requireBillingAddress'>,
  isPaymentRequired: boolean,
): Record<AddressPart, 'required' | 'optional' | 'disabled'> {
  const { isBusinessCustomer, requireBillingAddress, customerBillingAddress } = checkout;
  const country = customerBillingAddress?.country ?? '';
  const asked = isPaymentRequired || isBusinessCustomer;
  const whole = asked && (country === 'US' || isBusinessCustomer || requireBillingAddress);
  const required = (when: boolean) => (when ? 'required' : 'disabled');
  return {
    country: required(asked),
    state: asked && countriesWithStates.has(country) ? 'required' : whole ? 'optional' : 'disabled',
    city: required(whole),
    postal_code: required(whole),
    line1: required(whole),
    line2: whole ? 'optional' : 'disabled',
  };
}
