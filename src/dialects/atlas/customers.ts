import { type Static, Type } from 'typebox';
import {
  type CustomerCommand,
  type CustomerRules,
  createCustomer,
  deleteCustomer,
  listCustomers,
  ownsPaymentMethod,
  selectCustomer,
  updateCustomer,
} from '../../billing/customers/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, withScopes } from './access.ts';
import { AddressInput } from './addresses.ts';
import { CustomerSchema, customerId, customerView } from './customer-view.ts';
import { notAllowed, notFound } from './errors.ts';
import { listAnswer, listSchema, pagingQuery } from './paging.ts';
import { EmailInput, idInput, MetadataInput, nullable, TaxIdsInput, TextInput, uuidOf } from './schemas.ts';

const read = withScopes('customers:read', 'customers:write');
const write = withScopes('customers:write');

const rules: CustomerRules = {
  email: 'unique_exact',
  emailCase: 'stored',
  externalId: 'replaceable',
  billingAddress: 'clearable',
  taxIds: 'as_given',
};

const common = {
  name: Type.Optional(nullable(TextInput)),
  phone: Type.Optional(nullable(TextInput)),
  description: Type.Optional(nullable(TextInput)),
  billing_address: Type.Optional(nullable(AddressInput)),
  address: Type.Optional(nullable(AddressInput)),
  shipping_address: Type.Optional(nullable(AddressInput)),
  tax_exempt: Type.Optional(nullable(Type.Boolean())),
  tax_ids: Type.Optional(nullable(TaxIdsInput)),
  metadata: Type.Optional(nullable(MetadataInput)),
};

const Create = Type.Object({ email: EmailInput, ...common });

const Update = Type.Object({
  email: Type.Optional(EmailInput),
  ...common,
  default_payment_method: Type.Optional(nullable(TextInput)),
  default_token_id: Type.Optional(nullable(TextInput)),
});

type UpdateBody = Static<typeof Update>;

const byId = Type.Object({ customer_id: idInput('cus', 'Customer') });

/** Undefined stays undefined (the member is left alone); null becomes what an unset member is. */
function orUnset<T>(value: T | null | undefined, unset: T): T | undefined {
  return value === null ? unset : value;
}

/** The members that create and update have in common. Metadata, addresses and tax ids replace what was there. */
function commandOf(body: UpdateBody): CustomerCommand {
  return {
    email: body.email,
    name: body.name,
    phone: body.phone,
    description: body.description,
    billingAddress: body.billing_address === undefined ? body.address : body.billing_address,
    shippingAddress: body.shipping_address,
    taxExempt: orUnset(body.tax_exempt, false),
    taxIds: orUnset(body.tax_ids, []),
    metadata: orUnset(body.metadata, {}),
  };
}

type PaymentCommand = Pick<CustomerCommand, 'defaultPaymentMethodId' | 'paymentToken'>;

/** A payment method of ours by its id, or a token of the merchant's card vault. Undefined where the id is not the customer's. */
async function paymentCommandOf(
  scope: Scope,
  id: string,
  { default_payment_method, default_token_id }: UpdateBody,
): Promise<PaymentCommand | undefined> {
  const wanted = default_payment_method === undefined ? default_token_id : default_payment_method;
  if (wanted === undefined) return {};
  if (wanted === null) return { defaultPaymentMethodId: null, paymentToken: null };
  const methodId = uuidOf('pm', wanted);
  if (methodId === undefined) return { defaultPaymentMethodId: null, paymentToken: wanted };
  return (await ownsPaymentMethod(scope, id, methodId))
    ? { defaultPaymentMethodId: methodId, paymentToken: null }
    : undefined;
}

/** Atlas calls an e-mail address that is taken differently on create and on update. */
function answerFailure(scope: Scope, failure: Failure, emailCode: string): Answer {
  switch (failure.code) {
    case 'not_found':
      return notFound(scope, 'Customer');
    case 'email_taken': {
      const more = { existing_customer_id: customerId(String(failure.detail?.customerId)) };
      return notAllowed(scope, { code: emailCode, message: failure.message, param: 'email', more });
    }
    case 'has_active_subscriptions':
      return notAllowed(scope, { code: failure.code, message: failure.message });
    default:
      throw new Error(`No answer is given for ${failure.code}.`);
  }
}

async function missing(scope: Scope, { customer_id }: { customer_id: string }): Promise<Answer | undefined> {
  const customer = await selectCustomer(scope, { id: customer_id });
  return customer ? undefined : notFound(scope, 'Customer');
}

export const customerRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/functions/v1/customers',
    summary: 'Create a customer',
    access: write,
    body: Create,
    responses: { 201: CustomerSchema },
    async handle(scope, { body }) {
      const result = await createCustomer(scope, commandOf(body), rules);
      return result.ok
        ? { status: 201, body: customerView(result.value) }
        : answerFailure(scope, result.failures[0], 'customer_exists');
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/functions/v1/customers',
    summary: 'List customers, newest first',
    access: read,
    mayBeStale: true,
    query: Type.Object({ ...pagingQuery, email: Type.Optional(Type.String()) }),
    responses: { 200: listSchema(CustomerSchema) },
    async handle(scope, { query }) {
      const email = query.email === undefined ? undefined : { value: query.email, exactCase: true };
      const { items, total } = await listCustomers(scope, { email }, query);
      return listAnswer(items.map(customerView), total, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/functions/v1/customers/{customer_id}',
    summary: 'Get a customer',
    access: read,
    params: byId,
    responses: { 200: CustomerSchema },
    async handle(scope, { params }) {
      const customer = await selectCustomer(scope, { id: params.customer_id });
      return customer ? { status: 200, body: customerView(customer) } : notFound(scope, 'Customer');
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/functions/v1/customers/{customer_id}',
    summary: 'Update a customer',
    access: write,
    params: byId,
    body: Update,
    responses: { 200: CustomerSchema },
    objectMissing: missing,
    async handle(scope, { params, body }) {
      const id = params.customer_id;
      const payment = await paymentCommandOf(scope, id, body);
      if (!payment) return (await missing(scope, params)) ?? notFound(scope, 'Payment method');
      const result = await updateCustomer(scope, { id }, { ...commandOf(body), ...payment }, rules);
      return result.ok
        ? { status: 200, body: customerView(result.value) }
        : answerFailure(scope, result.failures[0], 'email_exists');
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/functions/v1/customers/{customer_id}',
    summary: 'Delete a customer',
    access: write,
    params: byId,
    responses: {
      200: Type.Object({
        id: Type.String(),
        object: Type.Literal('customer'),
        deleted: Type.Literal(true),
      }),
    },
    async handle(scope, { params }) {
      const result = await deleteCustomer(scope, { id: params.customer_id }, { unlessSubscribed: true });
      return result.ok
        ? { status: 200, body: { id: customerId(result.value.id), object: 'customer', deleted: true } }
        : answerFailure(scope, result.failures[0], 'email_exists');
    },
  }),
];
