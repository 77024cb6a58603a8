import { Type } from 'typebox';
import { type InvoiceKey, listInvoices } from '../../../billing/invoices/index.ts';
import { selectOrganization } from '../../../billing/organizations/index.ts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type Access, portalBillingRead, portalBillingWrite, portalCustomer } from '../access.ts';
import {
  answerInvoice,
  answerInvoiceGeneration,
  answerOrder,
  answerOrderUpdate,
  answerReceipt,
  DocumentUrl,
  loadSurroundings,
  OrderUpdate,
  type OrderView,
} from '../order-answers.ts';
import { CustomerOrderSchema, customerOrderView } from '../order-view.ts';
import { ProductBillingType, recurringFilter } from '../orders.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from '../paging.ts';
import { IdParams, oneOrMany, UuidInput } from '../schemas.ts';

/** Only an order of the caller's own: any other is not found. */
function ownOrder(scope: Scope, { id }: { id: string }): InvoiceKey {
  return { id, customerId: portalCustomer(scope).id };
}

const viewAt =
  (publicUrl: string): OrderView =>
  async (scope, invoices) => {
    const [surroundings, organization] = await Promise.all([
      loadSurroundings(scope, invoices),
      selectOrganization(scope.database, scope.organizationId),
    ]);
    if (!organization) throw new Error('A customer session has lost its organization.');
    return invoices.map((invoice) =>
      customerOrderView(invoice, organization, surroundings(invoice), publicUrl),
    );
  };

const sortNames = {
  created_at: 'createdAt',
  amount: 'netAmount',
  net_amount: 'netAmount',
  product: 'productName',
  subscription: 'subscriptionId',
} as const;

export const portalOrderRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/orders/',
    summary: "List the customer's orders",
    access: portalBillingRead,
    query: Type.Object({
      product_id: oneOrMany(UuidInput),
      product_billing_type: oneOrMany(ProductBillingType),
      subscription_id: oneOrMany(UuidInput),
      query: Type.Optional(Type.String()),
      ...pagingQuery('created_at', 'amount', 'net_amount', 'product', 'subscription'),
    }),
    responses: { 200: listSchema(CustomerOrderSchema) },
    async handle(scope, { query }, { publicUrl }) {
      const filter = {
        customerIds: [portalCustomer(scope).id],
        productIds: query.product_id,
        subscriptionIds: query.subscription_id,
        recurring: recurringFilter(query.product_billing_type),
        search: query.query,
      };
      const { items, total } = await listInvoices(scope, filter, {
        ...limitAndOffset(query),
        sort: sortOf(query.sorting, sortNames),
      });
      return listAnswer(await viewAt(publicUrl)(scope, items), total, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/orders/{id}',
    summary: "Get one of the customer's orders",
    access: portalBillingRead,
    params: IdParams,
    responses: { 200: CustomerOrderSchema },
    handle: (scope, { params }, { publicUrl }) =>
      answerOrder(scope, ownOrder(scope, params), viewAt(publicUrl)),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/customer-portal/orders/{id}',
    summary: "Update the billing details of one of the customer's orders",
    access: portalBillingWrite,
    params: IdParams,
    body: OrderUpdate,
    responses: { 200: CustomerOrderSchema },
    handle: (scope, { params, body }, request) =>
      answerOrderUpdate(scope, ownOrder(scope, params), body, request, viewAt(request.publicUrl)),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customer-portal/orders/{id}/invoice',
    summary: 'Generate the invoice of an order',
    access: portalBillingRead,
    params: IdParams,
    responses: { 202: Type.Null() },
    handle: (scope, { params }, request) => answerInvoiceGeneration(scope, ownOrder(scope, params), request),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/orders/{id}/invoice',
    summary: 'Get the invoice of an order',
    access: portalBillingRead,
    params: IdParams,
    responses: { 200: DocumentUrl },
    handle: (scope, { params }, request) => answerInvoice(scope, ownOrder(scope, params), request),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/orders/{id}/receipt',
    summary: 'Get the receipt of an order',
    access: portalBillingRead,
    params: IdParams,
    responses: { 200: DocumentUrl },
    handle: (scope, { params }, request) => answerReceipt(scope, ownOrder(scope, params), request),
  }),
];
