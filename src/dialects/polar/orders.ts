import { type Static, Type } from 'typebox';
import { selectCustomersById } from '../../billing/customers/index.ts';
import {
  type InvoiceFilter,
  type InvoiceKey,
  type InvoiceStatus,
  listInvoices,
} from '../../billing/invoices/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, merchant } from './access.ts';
import { withinReach } from './customers.ts';
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
} from './order-answers.ts';
import { type ExportColumn, exportColumns, exportOrders } from './order-export.ts';
import { OrderSchema, type OrderStatus, orderStatuses, orderView } from './order-view.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import { IdParams, MetadataFilter, oneOrMany, TimestampInput, UuidInput } from './schemas.ts';
import { TimeZoneInput } from './time-zone.ts';

/** Polar: unlike elsewhere, leave to write does not imply leave to read. */
const read = merchant('orders:read');
const write = merchant('orders:write');

const byId = ({ id }: { id: string }): InvoiceKey => ({ id });

export const ProductBillingType = Type.Unsafe<'one_time' | 'recurring'>({
  type: 'string',
  enum: ['one_time', 'recurring'],
});

/** Whether only subscriptions, or only what was bought once, is asked for; nothing where it may be either. */
export function recurringFilter(types: readonly Static<typeof ProductBillingType>[] | undefined) {
  const distinct = new Set(types);
  return distinct.size === 1 ? distinct.has('recurring') : undefined;
}

export const merchantOrderView: OrderView = async (scope, invoices) => {
  const [surroundings, customers] = await Promise.all([
    loadSurroundings(scope, invoices),
    selectCustomersById(scope, [...new Set(invoices.map(({ customerId }) => customerId))]),
  ]);
  const customerById = new Map(customers.map((customer) => [customer.id, customer]));
  return invoices.map((invoice) => {
    const customer = customerById.get(invoice.customerId);
    if (!customer) throw new Error('An order has lost its customer.');
    return orderView(invoice, customer, surroundings(invoice));
  });
};

const exportQuery = {
  organization_id: oneOrMany(UuidInput),
  product_id: oneOrMany(UuidInput),
  status: oneOrMany(Type.Unsafe<OrderStatus>({ type: 'string', enum: [...orderStatuses] })),
  created_after: Type.Optional(TimestampInput),
  created_before: Type.Optional(TimestampInput),
};

const ListQuery = Type.Object({
  ...exportQuery,
  product_billing_type: oneOrMany(ProductBillingType),
  discount_id: oneOrMany(UuidInput),
  customer_id: oneOrMany(UuidInput),
  external_customer_id: oneOrMany(Type.String()),
  checkout_id: oneOrMany(UuidInput),
  subscription_id: oneOrMany(UuidInput),
  ...pagingQuery(
    'created_at',
    'status',
    'invoice_number',
    'amount',
    'net_amount',
    'customer',
    'product',
    'discount',
    'subscription',
  ),
  metadata: MetadataFilter,
});

const sortNames = {
  created_at: 'createdAt',
  status: 'status',
  invoice_number: 'number',
  amount: 'netAmount',
  net_amount: 'netAmount',
  customer: 'customerEmail',
  product: 'productName',
  discount: 'discountName',
  subscription: 'subscriptionId',
} as const;

/** What was written off is void to Polar's clients. */
function statusFilter(statuses: readonly OrderStatus[] | undefined): InvoiceStatus[] | undefined {
  return statuses?.flatMap((status): InvoiceStatus[] =>
    status === 'void' ? ['void', 'uncollectible'] : [status],
  );
}

function listFilter(query: Static<typeof ListQuery>): InvoiceFilter {
  return {
    productIds: query.product_id,
    statuses: statusFilter(query.status),
    createdAfter: query.created_after,
    createdBefore: query.created_before,
    recurring: recurringFilter(query.product_billing_type),
    customerIds: query.customer_id,
    externalCustomerIds: query.external_customer_id,
    discountIds: query.discount_id,
    checkoutIds: query.checkout_id,
    subscriptionIds: query.subscription_id,
    metadata: query.metadata,
  };
}

export const orderRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/orders/',
    summary: 'List orders',
    access: read,
    mayBeStale: true,
    query: ListQuery,
    responses: { 200: listSchema(OrderSchema) },
    async handle(scope, { query }) {
      if (!withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const { items, total } = await listInvoices(scope, listFilter(query), {
        ...limitAndOffset(query),
        sort: sortOf(query.sorting, sortNames),
      });
      return listAnswer(await merchantOrderView(scope, items), total, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/orders/export',
    summary: 'Export orders as CSV',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      ...exportQuery,
      timezone: Type.Optional(TimeZoneInput),
      columns: oneOrMany(Type.Unsafe<ExportColumn>({ type: 'string', enum: exportColumns })),
    }),
    responses: { 200: Type.String() },
    handle(scope, { query }, request) {
      const filter: InvoiceFilter = {
        // None at all where another organization's are asked for.
        productIds: withinReach(scope, query.organization_id) ? query.product_id : [],
        statuses: statusFilter(query.status),
        createdAfter: query.created_after,
        createdBefore: query.created_before,
      };
      const options = { columns: query.columns, timezone: query.timezone ?? 'UTC' };
      return exportOrders(scope, filter, options, request);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/orders/{id}',
    summary: 'Get an order',
    access: read,
    params: IdParams,
    responses: { 200: OrderSchema },
    handle: (scope, { params }) => answerOrder(scope, byId(params), merchantOrderView),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/orders/{id}',
    summary: "Update an order's billing details",
    access: write,
    params: IdParams,
    body: OrderUpdate,
    responses: { 200: OrderSchema },
    handle: (scope, { params, body }, request) =>
      answerOrderUpdate(scope, byId(params), body, request, merchantOrderView),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/orders/{id}/invoice',
    summary: "Generate an order's invoice",
    access: read,
    params: IdParams,
    responses: { 202: Type.Null() },
    handle: (scope, { params }, request) => answerInvoiceGeneration(scope, byId(params), request),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/orders/{id}/invoice',
    summary: "Get an order's invoice",
    access: read,
    params: IdParams,
    responses: { 200: DocumentUrl },
    handle: (scope, { params }, request) => answerInvoice(scope, byId(params), request),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/orders/{id}/receipt',
    summary: "Get an order's receipt",
    access: read,
    params: IdParams,
    responses: { 200: DocumentUrl },
    handle: (scope, { params }, request) => answerReceipt(scope, byId(params), request),
  }),
];
