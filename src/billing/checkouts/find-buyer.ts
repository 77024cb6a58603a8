import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { isKnownTaxId, type StoredTaxId } from '../../platform/tax-id/index.ts';
import {
  type Customer,
  type CustomerRules,
  createCustomer,
  selectCustomer,
  selectCustomerByEmail,
  updateCustomer,
} from '../customers/index.ts';
import type { Checkout, CheckoutDetails } from './checkout.ts';

/** The customer that a buyer is, and whether nothing but an e-mail address says so. */
export type Buyer = { customer: Customer | undefined; isMatched: boolean };

const sameEmail = (one: string | null, other: string | null) => one?.toLowerCase() === other?.toLowerCase();

/**
 * Polar: a buyer is the customer that the merchant attached, else the one of the external id, else the one of the e-mail
 * address, whatever its case; else somebody new.
 *
 * @returns `customer_deleted`; `external_id_mismatch` where external id and e-mail address are not one customer's.
 */
export async function findBuyer(scope: Scope, checkout: Checkout): Promise<Result<Buyer>> {
  const { customerId, externalCustomerId, customerEmail } = checkout;
  if (customerId !== null) {
    const customer = await selectCustomer(scope, { id: customerId });
    return customer
      ? ok({ customer, isMatched: false })
      : fail({ code: 'customer_deleted', message: 'The customer of this checkout has been deleted.' });
  }
  const mismatch = fail({
    code: 'external_id_mismatch',
    message: 'The external customer ID belongs to a customer with another email address.',
  });
  if (externalCustomerId !== null) {
    const customer = await selectCustomer(scope, { externalId: externalCustomerId });
    if (customer)
      return sameEmail(customer.email, customerEmail) ? ok({ customer, isMatched: false }) : mismatch;
  }
  if (customerEmail === null) return ok({ customer: undefined, isMatched: false });
  const customer = await selectCustomerByEmail(scope, customerEmail);
  const isOther =
    customer?.externalId != null && externalCustomerId !== null && customer.externalId !== externalCustomerId;
  return isOther ? mismatch : ok({ customer, isMatched: customer !== undefined });
}

const rules: CustomerRules = {
  email: 'unique_ignoring_case',
  emailCase: 'ignored',
  externalId: 'set_once',
  billingAddress: 'kept',
  // The checkout has checked its own already; an older one of the customer is not the buyer's business.
  taxIds: 'as_given',
};

/** As often as others may take the buyer's address or external id in between. */
const attempts = 20;

/**
 * Makes the customer of a new buyer, or writes what the checkout learned of one who is known. Whoever takes the address or
 * external id between the look and the write is found by the next look. A buyer who has paid is never turned away: where
 * the customer that was meant is gone or another's, it is the one of the address, or a new one.
 *
 * @param known who was found just now
 */
export async function saveBuyer(
  scope: Scope,
  details: Pick<CheckoutDetails, 'checkout' | 'product'>,
  known?: Buyer,
): Promise<{ customer: Customer; isMatched: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const found = known && attempt === 1 ? ok(known) : await findBuyer(scope, details.checkout);
    const unnamed = { ...details.checkout, customerId: null, externalCustomerId: null };
    const named = found.ok ? details : { ...details, checkout: unnamed };
    const buyer = found.ok ? found : await findBuyer(scope, unnamed);
    if (!buyer.ok) throw new Error(`The buyer of checkout ${details.checkout.id} cannot be found.`);
    const saved = await writeBuyer(scope, named, buyer.value);
    if (saved.ok) return { customer: saved.value, isMatched: buyer.value.isMatched };
    if (attempt === attempts) {
      throw new Error(`The buyer of checkout ${details.checkout.id}: ${saved.failures[0].code}.`);
    }
  }
}

async function writeBuyer(
  scope: Scope,
  { checkout, product }: Pick<CheckoutDetails, 'checkout' | 'product'>,
  { customer }: Buyer,
): Promise<Result<Customer>> {
  if (!customer) {
    return createCustomer(
      { ...scope, pricingModelId: product.pricingModelId },
      {
        billingName: checkout.customerBillingName,
        billingAddress: checkout.customerBillingAddress,
        email: checkout.customerEmail,
        name: checkout.customerName,
        externalId: checkout.externalCustomerId,
        taxIds: checkout.customerTaxId ? [checkout.customerTaxId] : [],
        locale: checkout.locale,
        metadata: checkout.customerMetadata,
      },
      rules,
    );
  }
  return updateCustomer(
    scope,
    { id: customer.id },
    {
      billingName: checkout.customerBillingName ?? undefined,
      billingAddress: checkout.customerBillingAddress ?? undefined,
      name: customer.name ?? checkout.customerName,
      externalId: customer.externalId ?? checkout.externalCustomerId,
      taxIds: withTaxId(customer.taxIds, checkout),
    },
    rules,
  );
}

/** The buyer's tax id in the place of the one that documents showed so far. */
function withTaxId(taxIds: StoredTaxId[], { customerTaxId }: Checkout): StoredTaxId[] {
  if (!customerTaxId) return taxIds;
  const shown = taxIds.findIndex(isKnownTaxId);
  return shown === -1 ? [customerTaxId, ...taxIds] : taxIds.with(shown, customerTaxId);
}

/** Remembers a first means of payment as the one to use. */
export async function defaultToMethod(
  scope: Scope,
  customer: Customer,
  paymentMethodId: string,
): Promise<Customer> {
  if (customer.defaultPaymentMethodId !== null) return customer;
  const changed = await updateCustomer(
    scope,
    { id: customer.id },
    { defaultPaymentMethodId: paymentMethodId },
    rules,
  );
  if (!changed.ok) throw new Error(`Customer ${customer.id}: ${changed.failures[0].code}.`);
  return changed.value;
}
