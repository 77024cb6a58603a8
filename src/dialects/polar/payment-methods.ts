import { Type } from 'typebox';
import { type Customer, type CustomerKey, selectCustomer } from '../../billing/customers/index.ts';
import { listPaymentMethods } from '../../billing/payment-methods/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { notFound } from './errors.ts';
import { limitAndOffset, listAnswer, listSchema, type Paging, pageQuery } from './paging.ts';
import { PaymentMethodSchema, paymentMethodView } from './payment-method-view.ts';
import { ExternalIdParams, IdParams } from './schemas.ts';

const access = merchant('customers:read', 'customers:write');
const query = Type.Object(pageQuery);
const responses = { 200: listSchema(PaymentMethodSchema) };

/** A customer's means of payment, newest first. */
export async function answerPaymentMethods(
  scope: Scope,
  customer: Customer,
  paging: Paging,
): Promise<Answer> {
  const { items, total } = await listPaymentMethods(scope, customer.id, limitAndOffset(paging));
  const views = items.map((method) => paymentMethodView(method, customer.defaultPaymentMethodId));
  return listAnswer(views, total, paging);
}

async function list(scope: Scope, key: CustomerKey, paging: Paging): Promise<Answer> {
  const customer = await selectCustomer(scope, key);
  return customer ? answerPaymentMethods(scope, customer, paging) : notFound();
}

export const paymentMethodRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customers/{id}/payment-methods',
    summary: "List a customer's payment methods",
    access,
    params: IdParams,
    query,
    responses,
    handle: (scope, { params, query: paging }) => list(scope, { id: params.id }, paging),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customers/external/{external_id}/payment-methods',
    summary: "List the payment methods of a customer by the merchant's own id",
    access,
    params: ExternalIdParams,
    query,
    responses,
    handle: (scope, { params, query: paging }) => list(scope, { externalId: params.external_id }, paging),
  }),
];
