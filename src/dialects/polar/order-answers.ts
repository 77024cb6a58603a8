import { type Static, Type } from 'typebox';
import { type ProductWithPrices, selectPricesById, selectProducts } from '../../billing/catalog/index.ts';
import { selectDiscounts } from '../../billing/discounts/index.ts';
import {
  documentLink,
  generateInvoiceDocument,
  type Invoice,
  type InvoiceKey,
  prepareReceipt,
  selectInvoice,
  updateInvoice,
} from '../../billing/invoices/index.ts';
import { selectSubscriptionsById } from '../../billing/subscriptions/index.ts';
import type { Answer, RequestFacts } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { answerFailures, domainError, type FailureTable, notFound } from './errors.ts';
import type { OrderSurroundings } from './order-view.ts';
import { AddressInput, nullable } from './schemas.ts';
import { contractRules } from './versions.ts';

/**
 * What merchants and customers are answered alike: the one about any order of the organization, the other about their own.
 * How an order looks to them is not alike: that is the `view`.
 */
export type OrderView = (scope: Scope, invoices: readonly Invoice[]) => Promise<unknown[]>;

export const OrderUpdate = Type.Object({
  billing_name: Type.Optional(nullable(Type.String())),
  billing_address: Type.Optional(nullable(AddressInput)),
});

export const DocumentUrl = Type.Object({ url: Type.String() });

/** What orders show besides themselves, loaded for all of them at once. */
export async function loadSurroundings(
  scope: Scope,
  invoices: readonly Invoice[],
): Promise<(invoice: Invoice) => OrderSurroundings> {
  const [products, prices, subscriptions, discounts] = await Promise.all([
    selectProducts(scope, distinct(invoices.map(({ productId }) => productId))),
    selectPricesById(scope, distinct(invoices.map(({ lines }) => lines[0]?.priceId ?? null))),
    selectSubscriptionsById(scope, distinct(invoices.map(({ subscriptionId }) => subscriptionId))),
    selectDiscounts(scope, distinct(invoices.map(({ discountId }) => discountId))),
  ]);
  const productById = new Map<string | null, ProductWithPrices>(
    products.map((product) => [product.id, product]),
  );
  const priceById = new Map(prices.map((price) => [price.id, price]));
  // Polar knows only those with periods.
  const subscriptionById = new Map(
    subscriptions.filter(({ renews }) => renews).map((subscription) => [subscription.id, subscription]),
  );
  const discountById = new Map(discounts.map((discount) => [discount.id, discount]));
  return (invoice) => ({
    product: productById.get(invoice.productId),
    price: priceById.get(invoice.lines[0]?.priceId ?? ''),
    subscription: subscriptionById.get(invoice.subscriptionId ?? ''),
    discount: discountById.get(invoice.discountId ?? ''),
  });
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}

export async function answerOrder(scope: Scope, key: InvoiceKey, view: OrderView): Promise<Answer> {
  const invoice = await selectInvoice(scope, key);
  return invoice ? answerWith(scope, invoice, view) : notFound();
}

async function answerWith(scope: Scope, invoice: Invoice, view: OrderView): Promise<Answer> {
  const [body] = await view(scope, [invoice]);
  return { status: 200, body };
}

const updateFailures: FailureTable = {
  billing_name_fixed: { type: 'value_error', loc: ['body', 'billing_name'] },
  billing_address_fixed: { type: 'value_error', loc: ['body', 'billing_address'] },
  country_fixed: { type: 'value_error', loc: ['body', 'billing_address', 'country'] },
  state_fixed: { type: 'value_error', loc: ['body', 'billing_address', 'state'] },
};

export async function answerOrderUpdate(
  scope: Scope,
  key: InvoiceKey,
  body: Static<typeof OrderUpdate>,
  request: RequestFacts,
  view: OrderView,
): Promise<Answer> {
  const { orderUpdateStrict } = contractRules(request.version);
  const refused = orderUpdateStrict ? missingMembers(body) : undefined;
  if (refused) return refused;
  const result = await updateInvoice(
    scope,
    key,
    { billingName: body.billing_name, billingAddress: body.billing_address },
    orderUpdateStrict ? 'fixed_once_documented' : 'country_and_state_fixed',
  );
  return result.ok
    ? answerWith(scope, result.value, view)
    : answerFailures(result.failures, updateFailures, body);
}

/** The early contract wants both members, though each may be null. */
function missingMembers(body: Static<typeof OrderUpdate>): Answer | undefined {
  const missing = (['billing_name', 'billing_address'] as const).filter((name) => body[name] === undefined);
  if (missing.length === 0) return undefined;
  const detail = missing.map((name) => ({
    type: 'missing',
    loc: ['body', name],
    msg: 'Field required',
    input: body,
  }));
  return { status: 422, body: { error: 'RequestValidationError', detail } };
}

/** The vendor's words for what keeps an order from having its PDF. */
function answerDocumentFailure({ code, detail }: Failure, id: string): Answer {
  switch (code) {
    case 'not_found':
      return notFound();
    case 'document_exists':
      return domainError(409, 'InvoiceAlreadyExists', `An invoice already exists for order ${id}.`);
    case 'not_paid':
      return domainError(422, 'NotPaidOrder', `Order ${id} is not paid, so an invoice cannot be generated.`);
    case 'not_eligible':
      return domainError(
        409,
        'OrderNotEligibleForInvoice',
        `Order ${id} is not eligible for invoice generation (current status: ${detail?.status}).`,
      );
    case 'billing_details_missing':
      return domainError(
        422,
        'MissingInvoiceBillingDetails',
        'Billing name and address are required to generate an invoice for this order.',
      );
    case 'receipt_not_allocated':
      return domainError(404, 'ReceiptNotAllocated', `No receipt allocated for order ${id}.`);
    default:
      throw new Error(`No answer is given for ${code}.`);
  }
}

export async function answerInvoiceGeneration(
  scope: Scope,
  key: InvoiceKey,
  request: RequestFacts,
): Promise<Answer> {
  const rule = contractRules(request.version).invoiceOnce ? 'once_when_paid' : 'whenever_changed';
  const result = await generateInvoiceDocument(scope, key, rule);
  return result.ok ? { status: 202, body: null } : answerDocumentFailure(result.failures[0], key.id);
}

export async function answerInvoice(scope: Scope, key: InvoiceKey, request: RequestFacts): Promise<Answer> {
  const invoice = await selectInvoice(scope, key);
  if (!invoice) return notFound();
  if (!invoice.hasDocument) {
    return domainError(404, 'InvoiceDoesNotExist', `No invoice exists for order ${key.id}.`);
  }
  const url = await documentLink(scope, request.publicUrl, invoice.id, 'invoice');
  return { status: 200, body: { url } };
}

/** The receipt is made when it is asked for, so nobody has to ask twice: the contract's 202 is never needed. */
export async function answerReceipt(scope: Scope, key: InvoiceKey, request: RequestFacts): Promise<Answer> {
  const result = await prepareReceipt(scope, key);
  if (!result.ok) return answerDocumentFailure(result.failures[0], key.id);
  const url = await documentLink(scope, request.publicUrl, result.value.id, 'receipt');
  return { status: 200, body: { url } };
}
