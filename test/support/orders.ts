import { createProduct, type ProductWithPrices } from '../../src/billing/catalog/index.ts';
import { type Customer, createCustomer, noCustomerFields } from '../../src/billing/customers/index.ts';
import {
  type Invoice,
  type InvoiceInput,
  issueInvoice,
  plainLine,
} from '../../src/billing/invoices/index.ts';
import type { Organization } from '../../src/billing/organizations/index.ts';
import type { Address } from '../../src/platform/address.ts';
import type { Result } from '../../src/platform/result.ts';
import type { Scope } from '../../src/platform/scope.ts';

export const californian: Address = {
  line1: '1 Main St',
  line2: null,
  postal_code: '94104',
  city: 'San Francisco',
  state: 'US-CA',
  country: 'US',
};

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

export async function makeCustomer(
  scope: Scope,
  email: string,
  changes: Partial<typeof noCustomerFields> = {},
): Promise<Customer> {
  const rules = {
    email: 'unique_ignoring_case',
    emailCase: 'stored',
    externalId: 'set_once',
    billingAddress: 'clearable',
    taxIds: 'checked',
  } as const;
  return unwrap(await createCustomer(scope, { ...noCustomerFields, email, ...changes }, rules));
}

export async function makeProduct(
  scope: Scope,
  name: string,
  unitAmount: number,
): Promise<ProductWithPrices> {
  const price = {
    amountType: 'fixed',
    currency: 'usd',
    unitAmount,
    minimumAmount: null,
    maximumAmount: null,
    presetAmount: null,
    taxBehavior: null,
  } as const;
  return unwrap(
    await createProduct(scope, {
      name,
      description: null,
      visibility: 'public',
      metadata: { sku: 'b-1' },
      prices: [price],
    }),
  );
}

/** A paid order of one product, as a checkout makes it. */
export async function makeOrder(
  scope: Scope,
  organization: Organization,
  customer: Customer,
  product: ProductWithPrices,
  changes: Partial<InvoiceInput> = {},
): Promise<Invoice> {
  const [price] = product.prices;
  const amount = price?.unitAmount ?? 0;
  return issueInvoice(scope, {
    organization,
    customer,
    product,
    lines: [plainLine({ label: product.name, amount, priceId: price?.id ?? null })],
    discount: null,
    behavior: 'inclusive',
    currency: 'usd',
    billingReason: 'purchase',
    billing: { name: 'Jane Doe', address: californian, taxId: null },
    as: 'paid',
    ...changes,
  });
}
