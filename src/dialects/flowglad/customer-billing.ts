import { Type } from 'typebox';
import {
  type PricingModelTree,
  selectPricesById,
  selectPricingModel,
  selectPricingModelTree,
} from '../../billing/catalog/index.ts';
import type { Customer } from '../../billing/customers/index.ts';
import { documentLink, type Invoice, listInvoices } from '../../billing/invoices/index.ts';
import { listPaymentMethods } from '../../billing/payment-methods/index.ts';
import {
  type SubscriptionWithItems,
  selectSubscriptionsOfCustomer,
} from '../../billing/subscriptions/index.ts';
import { defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import { parsePrefixedId, prefixedId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, keyWith } from './access.ts';
import { CustomerSchema, customerView } from './customer-view.ts';
import { customerNotFound, problem } from './errors.ts';
import { findCustomer } from './find-customer.ts';
import {
  InvoiceWithLinesSchema,
  invoiceLineViews,
  invoiceView,
  PurchaseSchema,
  purchaseViews,
  shownInvoiceStatuses,
} from './invoice-view.ts';
import { PaymentMethodSchema, paymentMethodView } from './payment-method-view.ts';
import { PricingModelSchema, pricingModelView } from './pricing-model-view.ts';
import { ExternalIdParams, nullable } from './schemas.ts';
import { RichSubscriptionSchema, richSubscriptionView } from './subscription-view.ts';
import { type ContractRules, contractRules, Timestamp } from './versions.ts';

const read = keyWith('customers:read', 'customers:write');

const BillingAnswer = Type.Object({
  customer: CustomerSchema,
  subscriptions: Type.Array(RichSubscriptionSchema),
  currentSubscriptions: Type.Array(RichSubscriptionSchema),
  currentSubscription: nullable(RichSubscriptionSchema),
  invoices: Type.Array(InvoiceWithLinesSchema),
  paymentMethods: Type.Array(PaymentMethodSchema),
  purchases: Type.Array(PurchaseSchema),
  pricingModel: PricingModelSchema,
  catalog: PricingModelSchema,
  billingPortalUrl: Type.String(),
});

/** More than these of a customer's newest documents and cards one answer does not show. */
const shown = { limit: 1000, offset: 0 };

/** Oldest first, by when they were made and then by when they changed. */
function byAge(one: SubscriptionWithItems, other: SubscriptionWithItems): number {
  const changedAt = (subscription: SubscriptionWithItems) =>
    (subscription.modifiedAt ?? subscription.createdAt).getTime();
  return (
    one.createdAt.getTime() - other.createdAt.getTime() ||
    changedAt(one) - changedAt(other) ||
    (one.id < other.id ? -1 : 1)
  );
}

async function subscriptionViews(scope: Scope, customer: Customer, rules: ContractRules) {
  const subscriptions = (await selectSubscriptionsOfCustomer(scope, customer.id)).sort(byAge);
  const priceIds = new Set(subscriptions.flatMap(({ items }) => items.map(({ priceId }) => priceId)));
  const prices = await selectPricesById(scope, [...priceIds]);
  const byId = new Map(prices.map((price) => [price.id, price]));
  return subscriptions.map((subscription) => richSubscriptionView(subscription, byId, rules));
}

async function invoiceViews(
  scope: Scope,
  customer: Customer,
  invoices: readonly Invoice[],
  request: RequestFacts,
) {
  const rules = contractRules(request.version);
  const { pricingModelId } = customer;
  return Promise.all(
    invoices.map(async (invoice) => {
      const pdfUrl = invoice.hasDocument
        ? await documentLink(scope, request.publicUrl, invoice.id, 'invoice')
        : null;
      return {
        invoice: invoiceView(invoice, pricingModelId, pdfUrl, rules),
        invoiceLineItems: invoiceLineViews(invoice, pricingModelId, rules),
      };
    }),
  );
}

async function ownPricingModel(scope: Scope): Promise<PricingModelTree> {
  const model = await selectPricingModel(scope, scope.pricingModelId);
  if (!model) throw new Error('A key is bound to a pricing model that is not there.');
  return selectPricingModelTree(scope, model);
}

async function billing(scope: Scope, customer: Customer, request: RequestFacts) {
  const rules = contractRules(request.version);
  const filter = { customerIds: [customer.id], statuses: shownInvoiceStatuses };
  const [subscriptions, invoices, methods, tree] = await Promise.all([
    subscriptionViews(scope, customer, rules),
    listInvoices(scope, filter, shown),
    listPaymentMethods(scope, customer.id, shown),
    ownPricingModel(scope),
  ]);
  const currentSubscriptions = subscriptions.filter(({ current }) => current);
  const pricingModel = pricingModelView(tree, rules);
  return {
    customer: customerView(customer, rules),
    subscriptions,
    currentSubscriptions,
    currentSubscription: currentSubscriptions.at(-1) ?? null,
    invoices: await invoiceViews(scope, customer, invoices.items, request),
    paymentMethods: methods.items.map((method) => paymentMethodView(method, customer, rules)),
    purchases: invoices.items.flatMap((invoice) => purchaseViews(invoice, customer.pricingModelId, rules)),
    pricingModel,
    catalog: pricingModel,
    billingPortalUrl: `${request.publicUrl}/billing-portal/${prefixedId('org', customer.organizationId)}`,
  };
}

const UsageMeterBalance = Type.Object({
  id: Type.String(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  livemode: Type.Boolean(),
  organizationId: Type.String(),
  pricingModelId: Type.String(),
  name: Type.String(),
  slug: Type.String(),
  aggregationType: Type.String({ enum: ['sum', 'count_distinct_properties'] }),
  availableBalance: Type.Number(),
  subscriptionId: Type.String(),
});

/** Whether the customer has, or had, the subscription of this id. */
async function hasSubscription(scope: Scope, customer: Customer, subscriptionId: string): Promise<boolean> {
  const id = parsePrefixedId('sub', subscriptionId);
  const subscriptions = id === null ? [] : await selectSubscriptionsOfCustomer(scope, customer.id);
  return subscriptions.some((subscription) => subscription.id === id);
}

export const customerBillingRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/api/v1/customers/{externalId}/billing',
    summary: 'Get all that concerns the billing of a customer',
    access: read,
    params: ExternalIdParams,
    responses: { 200: BillingAnswer },
    async handle(scope, { params }, request) {
      const customer = await findCustomer(scope, params.externalId);
      if (!customer) return customerNotFound(scope.requestId, params.externalId);
      return { status: 200, body: await billing(scope, customer, request) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/customers/{externalId}/usage-balances',
    summary: 'Get the usage balances of a customer',
    access: read,
    params: ExternalIdParams,
    query: Type.Object({ subscriptionId: Type.Optional(Type.String()) }),
    responses: { 200: Type.Object({ usageMeterBalances: Type.Array(UsageMeterBalance) }) },
    async handle(scope, { params, query }) {
      const { externalId } = params;
      const { subscriptionId } = query;
      const customer = await findCustomer(scope, externalId);
      if (!customer) return customerNotFound(scope.requestId, externalId);
      if (subscriptionId !== undefined && !(await hasSubscription(scope, customer, subscriptionId))) {
        const text = `Subscription with id ${subscriptionId} not found for customer ${externalId}`;
        return problem(scope.requestId, 'NOT_FOUND', text);
      }
      // A balance has a ledger entry behind it, and nothing is metered yet.
      return { status: 200, body: { usageMeterBalances: [] } };
    },
  }),
];
