import { formatMoney, maximumAmount, minimumAmount } from '../../platform/currency.ts';
import { type Failure, fail, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { isKnown, type Price, type ProductWithPrices, pricesIn, selectProduct } from '../catalog/index.ts';
import { type CustomFieldData, checkCustomFieldData, selectAttachedFields } from '../custom-fields/index.ts';
import { type Customer, selectCustomer } from '../customers/index.ts';
import { type Organization, selectOrganization } from '../organizations/index.ts';
import { processorOf } from '../payments/index.ts';
import { taxBehaviorOf } from '../tax/index.ts';
import { plainLine } from './compute-invoice.ts';
import type { Invoice } from './invoice.ts';
import { type InvoiceInput, issueInvoice, previewInvoice } from './issue-invoice.ts';

export type DraftInput = {
  customerId: string;
  productId: string;
  /** Lower case; the organization's own where null. */
  currency: string | null;
  /** What it costs in place of the product's price, in minor units. */
  amount: number | null;
  /** What the line says in place of the product's name. */
  description: string | null;
  metadata: Record<string, unknown>;
  customFieldData: Record<string, unknown>;
};

/**
 * Drafts an invoice for a product that is sold once, to be charged while the customer is not there. Polar: a product of a
 * fixed price, or free.
 *
 * @returns `payment_not_ready`; `customer_unknown`, `product_unknown`, `product_archived`, `product_not_chargeable`,
 *   `currency_unavailable`, `amount_too_small`, `amount_too_large`, `tax_unknown`, each at its field; what
 *   `checkCustomFieldData` refuses.
 */
export async function draftInvoice(scope: Scope, input: DraftInput): Promise<Result<Invoice>> {
  const [organization, processor, customer, product] = await Promise.all([
    selectOrganization(scope.database, scope.organizationId),
    processorOf(scope),
    selectCustomer(scope, { id: input.customerId }),
    selectProduct(scope, input.productId),
  ]);
  if (!organization) throw new Error('A scope has lost its organization.');
  if (!processor) {
    return fail({ code: 'payment_not_ready', message: 'Organization is not ready to accept payments' });
  }
  const chosen = choosePrice(organization, product, input);
  if (!customer || !product || !chosen.ok) {
    const unknown: Failure = {
      code: 'customer_unknown',
      field: 'customerId',
      message: 'Customer does not exist.',
    };
    return fail(...([...(customer ? [] : [unknown]), ...(chosen.ok ? [] : chosen.failures)] as [Failure]));
  }
  const fields = await selectAttachedFields(scope, product.attachedCustomFields);
  const answers = checkCustomFieldData(fields, input.customFieldData, { required: false });
  if (!answers.ok) return answers;
  const draft = draftOf(organization, customer, product, chosen.value, input, answers.value);
  const { tax } = previewInvoice(scope, draft, 0);
  if (tax.status === 'no_address' && organization.taxRegistrations.length > 0) {
    return fail({
      code: 'tax_unknown',
      field: 'customerId',
      message: 'Tax could not be calculated: the customer has no billing address.',
    });
  }
  return ok(await issueInvoice(scope, draft));
}

type Chosen = { price: Price; amount: number };

/** The price that is charged, and what it comes to. Pure. */
function choosePrice(
  organization: Pick<Organization, 'defaultCurrency'>,
  product: ProductWithPrices | undefined,
  { currency: wanted, amount: given }: Pick<DraftInput, 'currency' | 'amount'>,
): Result<Chosen> {
  if (!isKnown(product)) return productFailure('product_unknown', 'Product does not exist.');
  if (product.archivedAt !== null) return productFailure('product_archived', 'Product is archived.');
  if (product.recurringInterval !== null) {
    return productFailure('product_not_chargeable', 'Product is a recurring product.');
  }
  const currency = wanted ?? organization.defaultCurrency;
  const prices = pricesIn(product, currency);
  const [price] = prices;
  if (!price) {
    return fail({
      code: 'currency_unavailable',
      field: 'currency',
      message: 'Product is not available in the specified currency.',
    });
  }
  if (prices.some(({ amountType }) => amountType !== 'fixed')) {
    return productFailure('product_not_chargeable', 'Only fixed-price and free products are supported.');
  }
  const amount = given ?? prices.reduce((sum, { unitAmount }) => sum + (unitAmount ?? 0), 0);
  return failAll(given === null ? [] : amountFailures(given, currency)) ?? ok({ price, amount });
}

function productFailure(code: string, message: string) {
  return fail({ code, field: 'productId', message });
}

function amountFailures(amount: number, currency: string): Failure[] {
  const least = minimumAmount(currency);
  const most = maximumAmount(currency);
  if (amount > 0 && amount < least) {
    const message = `Amount must be at least ${formatMoney(least, currency, 'en-US')}.`;
    return [{ code: 'amount_too_small', field: 'amount', message, detail: { limit: least } }];
  }
  if (amount > most) {
    const message = `Amount must be at most ${formatMoney(most, currency, 'en-US')}.`;
    return [{ code: 'amount_too_large', field: 'amount', message, detail: { limit: most } }];
  }
  return [];
}

function draftOf(
  organization: Organization,
  customer: Customer,
  product: ProductWithPrices,
  { price, amount }: Chosen,
  { description, metadata }: DraftInput,
  customFieldData: CustomFieldData,
): InvoiceInput {
  const setting = price.taxBehavior ?? organization.defaultTaxBehavior;
  return {
    organization,
    customer,
    product,
    lines: [plainLine({ label: description ?? product.name, amount, priceId: price.id })],
    discount: null,
    behavior: taxBehaviorOf(setting, customer.billingAddress?.country ?? null),
    currency: price.currency,
    billingReason: 'purchase',
    description,
    metadata,
    customFieldData,
    as: 'draft',
  };
}
