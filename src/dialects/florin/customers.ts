import { type Static, Type } from 'typebox';
import {
  archiveCustomer,
  type Customer,
  type CustomerCommand,
  type CustomerRules,
  ownsPaymentMethod,
  searchCustomers,
  selectCustomer,
  updateCustomer,
} from '../../billing/customers/index.ts';
import { selectBalances, selectSpent } from '../../billing/invoices/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import { canonicalLocale } from '../../platform/locale.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import type { Scope } from '../../platform/scope.ts';
import { trimToNull } from '../../platform/text.ts';
import { type Access, keyWith } from './access.ts';
import { CustomerSchema, customerView, FoundCustomerSchema, foundCustomerView } from './customer-view.ts';
import { answerFailures, notFound, refusal } from './errors.ts';
import { ObjectIdInput } from './events.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import {
  AddressInput,
  EmailInput,
  listOf,
  optional,
  page,
  pageQuery,
  UrlInput,
  UuidInput,
} from './schemas.ts';

/** What is blank is nothing. */
const TextInput = (maxLength: number) =>
  parsed(Type.String({ maxLength }), (text) => ({ value: trimToNull(text) }));

const LocaleInput = parsed(Type.String({ maxLength: 100 }), (text): ParseOutcome<string> => {
  const locale = canonicalLocale(text);
  return locale === null
    ? { type: 'invalid', reason: 'Must be a language tag (BCP 47).' }
    : { value: locale };
});

const MetadataInput = Type.Unsafe<Record<string, string | number | boolean>>({
  type: 'object',
  propertyNames: Type.String({ minLength: 1, maxLength: 40 }),
  additionalProperties: Type.Union([
    Type.String({ minLength: 1, maxLength: 500 }),
    Type.Number(),
    Type.Boolean(),
  ]),
  maxProperties: 50,
  description: 'Takes the place of what was there.',
});

const UpdateBody = Type.Object({
  email: Type.Optional(EmailInput),
  type: Type.Optional(Type.Unsafe<Customer['type']>({ type: 'string', enum: ['individual', 'team'] })),
  name: optional(TextInput(256)),
  billing_name: optional(TextInput(256)),
  external_id: optional(TextInput(256)),
  phone: optional(TextInput(64)),
  description: optional(TextInput(2000)),
  billing_address: optional(AddressInput),
  shipping_address: optional(AddressInput),
  tax_id: optional(
    Type.String({ maxLength: 64, description: "The first tax id; of the billing address's country." }),
  ),
  tax_exempt: Type.Optional(Type.Boolean()),
  locale: optional(LocaleInput),
  metadata: Type.Optional(MetadataInput),
  default_payment_method_id: optional(UuidInput),
  logo_url: optional(UrlInput),
  icon_url: optional(UrlInput),
  domain: optional(TextInput(256)),
  user_id: optional(TextInput(256)),
  archived: Type.Optional(
    Type.Boolean({
      description: 'True ends its subscriptions and frees its external id; false takes it back.',
    }),
  ),
});

/** The dashboard's rules: an address is one customer's, and everything may be mended. */
const rules: CustomerRules = {
  email: 'unique_ignoring_case',
  emailCase: 'stored',
  externalId: 'replaceable',
  billingAddress: 'clearable',
  taxIds: 'checked_where_it_fitted',
};

/** The members of the body that the core calls otherwise. */
const members: Record<string, string> = {
  externalId: 'external_id',
  billingAddress: 'billing_address',
  taxId: 'tax_id',
};

function commandOf(body: Static<typeof UpdateBody>): CustomerCommand {
  return {
    email: body.email,
    type: body.type,
    name: body.name,
    billingName: body.billing_name,
    externalId: body.external_id,
    phone: body.phone,
    description: body.description,
    billingAddress: body.billing_address,
    shippingAddress: body.shipping_address,
    taxId: body.tax_id === '' ? null : body.tax_id,
    taxExempt: body.tax_exempt,
    locale: body.locale,
    metadata: body.metadata,
    defaultPaymentMethodId: body.default_payment_method_id,
    logoUrl: body.logo_url,
    iconUrl: body.icon_url,
    domain: body.domain,
    userId: body.user_id,
    archivedAt: body.archived === false ? null : undefined,
  };
}

async function update(scope: Scope, id: string, body: Static<typeof UpdateBody>): Promise<Answer> {
  const methodId = body.default_payment_method_id;
  if (methodId && !(await ownsPaymentMethod(scope, id, methodId))) {
    const message = 'There is no such payment method of this customer.';
    return refusal({ id: scope.requestId }, 422, 'invalid', message, 'default_payment_method_id');
  }
  const before = body.archived ? await selectCustomer(scope, { id }) : undefined;
  const result = before
    ? await archiveCustomer(scope, before, commandOf(body), rules)
    : await updateCustomer(scope, { id }, commandOf(body), rules);
  if (result.ok) return shown(scope, result.value);
  const [{ field, ...failure }] = result.failures;
  return answerFailures(scope.requestId, [{ ...failure, field: field && (members[field] ?? field) }]);
}

async function shown(scope: Scope, customer: Customer): Promise<Answer> {
  const [balances, spent] = await Promise.all([
    selectBalances(scope, customer.id),
    selectSpent(scope, customer.id),
  ]);
  return { status: 200, body: customerView(customer, { balances, spent }) };
}

export const CustomerParams = Type.Object({ id: ObjectIdInput });
const Whose = Type.Object(whoseQuery);
export const readCustomers = keyWith('customers:read', 'customers:write');
export const writeCustomers = keyWith('customers:write');

export const customerRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/customers',
    summary: 'List customers, newest first, or search them by e-mail, name, external id and tax id',
    access: readCustomers,
    query: Type.Object({
      ...whoseQuery,
      ...pageQuery,
      query: Type.Optional(
        Type.String({
          maxLength: 200,
          description: 'As it is typed: the beginnings of words, of which a customer must have all.',
        }),
      ),
      archived: Type.Optional(
        Type.Boolean({ description: 'Only those that are archived, or only the others; left out, both.' }),
      ),
    }),
    responses: { 200: listOf(FoundCustomerSchema) },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const { query: text = '', archived, limit, cursor: after } = query;
      const rows = await searchCustomers(scope, { text, archived, after, limit: limit + 1 });
      return { status: 200, body: page(rows, limit, foundCustomerView) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/customers/{id}',
    summary: 'Get a customer with all that is known of it',
    access: readCustomers,
    params: CustomerParams,
    query: Whose,
    responses: { 200: CustomerSchema },
    async handle(caller, { params, query }, request) {
      const scope = await callerScope(caller, query, request);
      const customer = scope && (await selectCustomer(scope, { id: params.id }));
      return scope && customer ? shown(scope, customer) : notFound(caller.requestId, 'customer');
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/florin/v1/customers/{id}',
    summary: 'Change a customer, its external id too; what is left out stays',
    access: writeCustomers,
    params: CustomerParams,
    query: Whose,
    body: UpdateBody,
    responses: { 200: CustomerSchema },
    async handle(caller, { params, query, body }, request) {
      const scope = await callerScope(caller, query, request);
      return scope ? update(scope, params.id, body) : notFound(caller.requestId, 'organization');
    },
  }),
];
