import { Type } from 'typebox';
import { listPayments, selectPayment } from '../../billing/payments/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, merchant } from './access.ts';
import { withinReach } from './customers.ts';
import { notFound } from './errors.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import { PaymentSchema, paymentStatuses, paymentView } from './payment-view.ts';
import { IdParams, oneOrMany, UuidInput } from './schemas.ts';

const read = merchant('payments:read');

export const paymentRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/payments/',
    summary: 'List payments',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      organization_id: oneOrMany(UuidInput),
      checkout_id: oneOrMany(UuidInput),
      order_id: oneOrMany(UuidInput),
      customer_id: oneOrMany(UuidInput),
      status: oneOrMany(
        Type.Unsafe<(typeof paymentStatuses)[number]>({ type: 'string', enum: [...paymentStatuses] }),
      ),
      method: oneOrMany(Type.String()),
      customer_email: oneOrMany(Type.String()),
      ...pagingQuery('created_at', 'status', 'amount', 'method'),
    }),
    responses: { 200: listSchema(PaymentSchema) },
    async handle(scope, { query }) {
      if (!withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const filter = {
        checkoutIds: query.checkout_id,
        invoiceIds: query.order_id,
        customerIds: query.customer_id,
        statuses: query.status,
        methods: query.method,
        customerEmails: query.customer_email,
      };
      const sort = sortOf(query.sorting, {
        created_at: 'createdAt',
        status: 'status',
        amount: 'amount',
        method: 'method',
      } as const);
      const { items, total } = await listPayments(scope, filter, { ...limitAndOffset(query), sort });
      return listAnswer(items.map(paymentView), total, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/payments/{id}',
    summary: 'Get a payment',
    access: read,
    params: IdParams,
    responses: { 200: PaymentSchema },
    async handle(scope, { params }) {
      const payment = await selectPayment(scope, params.id);
      return payment ? { status: 200, body: paymentView(payment) } : notFound();
    },
  }),
];
