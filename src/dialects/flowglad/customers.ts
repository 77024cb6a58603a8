import { type Static, Type } from 'typebox';
import { selectPricingModel } from '../../billing/catalog/index.ts';
import {
  archiveCustomer,
  type Customer,
  type CustomerCommand,
  type CustomerRules,
  createSubscribedCustomer,
  listCustomers,
  updateCustomer,
} from '../../billing/customers/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import { parsePrefixedId } from '../../platform/ids.ts';
import type { Failure, Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, keyWith } from './access.ts';
import { type CustomerLinks, customerLinkMembers, readCustomerLinks } from './customer-links.ts';
import { CustomerSchema, customerId, customerView } from './customer-view.ts';
import { customerNotFound, problem } from './errors.ts';
import { findCustomer } from './find-customer.ts';
import { pageAnswer, pageOf, pageSchema, pagingQuery } from './paging.ts';
import { ExternalIdParams, IndexedText, nullable } from './schemas.ts';
import {
  SubscriptionItemSchema,
  SubscriptionSchema,
  subscriptionItemView,
  subscriptionView,
} from './subscription-view.ts';
import { contractRules } from './versions.ts';
import { zodIssue } from './zod-issues.ts';

const read = keyWith('customers:read', 'customers:write');
const write = keyWith('customers:write');

const looks = {
  logoURL: Type.Optional(nullable(Type.String())),
  iconURL: Type.Optional(nullable(Type.String())),
  domain: Type.Optional(nullable(Type.String())),
  // Whom it names is the application's business: there are no users here to look it up among.
  userId: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 255 }))),
};

const CustomerCreate = Type.Object({
  customer: Type.Object({
    email: IndexedText,
    name: Type.String(),
    externalId: IndexedText,
    archived: Type.Optional(Type.Boolean()),
    ...looks,
  }),
});

const CustomerUpdate = Type.Object({
  customer: Type.Object({
    email: Type.Optional(IndexedText),
    name: Type.Optional(Type.String()),
    ...looks,
    ...customerLinkMembers,
  }),
});

const CustomerAnswer = Type.Object({ customer: CustomerSchema });

/** Flowglad: addresses are any text and may be shared, an external id is one customer's in a pricing model. */
const customerRules: CustomerRules = {
  email: 'shared',
  emailCase: 'stored',
  externalId: 'replaceable',
  billingAddress: 'clearable',
  taxIds: 'as_given',
};

function answerFailure(scope: Scope, [failure]: [Failure, ...Failure[]], externalId: string): Answer {
  switch (failure.code) {
    case 'not_found':
      return customerNotFound(scope.requestId, externalId);
    case 'external_id_taken':
      return problem(scope.requestId, 'CONFLICT', 'A customer with this externalId already exists');
    default:
      throw new Error(`No answer is given for ${failure.code}.`);
  }
}

function answerCustomer(
  scope: Scope,
  result: Result<Customer>,
  externalId: string,
  request: RequestFacts,
): Answer {
  return result.ok
    ? { status: 200, body: { customer: customerView(result.value, contractRules(request.version)) } }
    : answerFailure(scope, result.failures, externalId);
}

async function create(
  scope: Scope,
  body: Static<typeof CustomerCreate>,
  request: RequestFacts,
): Promise<Answer> {
  const { logoURL, iconURL, archived, ...members } = body.customer;
  const command: CustomerCommand = {
    email: members.email,
    name: members.name,
    externalId: members.externalId,
    logoUrl: logoURL ?? null,
    iconUrl: iconURL ?? null,
    domain: members.domain ?? null,
    userId: members.userId ?? null,
    archivedAt: archived ? scope.clock.now() : null,
    pricingModelId: scope.pricingModelId,
  };
  const created = await createSubscribedCustomer(scope, command, customerRules);
  if (!created.ok) return answerFailure(scope, created.failures, members.externalId);
  const { customer, subscription } = created.value;
  const rules = contractRules(request.version);
  const data = {
    customer: customerView(customer, rules),
    subscription: subscription ? subscriptionView(subscription, rules) : null,
    subscriptionItems: (subscription?.items ?? []).map((item) =>
      subscriptionItemView(item, customer.pricingModelId, rules),
    ),
  };
  return { status: 200, body: { data } };
}

async function update(
  scope: Scope,
  externalId: string,
  body: Static<typeof CustomerUpdate>,
  request: RequestFacts,
): Promise<Answer> {
  const { logoURL, iconURL, email, name, domain, userId } = body.customer;
  const command: CustomerCommand = { email, name, logoUrl: logoURL, iconUrl: iconURL, domain, userId };
  if (contractRules(request.version).linksCustomers) {
    const read = readCustomerLinks(body.customer);
    return 'issues' in read
      ? problem(scope.requestId, 'BAD_REQUEST', read.issues.map(zodIssue))
      : link(scope, externalId, read.links, command, request);
  }
  const customer = await findCustomer(scope, externalId);
  if (!customer) return customerNotFound(scope.requestId, externalId);
  const updated = await updateCustomer(scope, { id: customer.id }, command, customerRules);
  return answerCustomer(scope, updated, externalId, request);
}

/** An update that may also link the customer anew. Who is archived is out of reach but for an update that speaks of it. */
async function link(
  scope: Scope,
  externalId: string,
  links: CustomerLinks,
  members: CustomerCommand,
  request: RequestFacts,
): Promise<Answer> {
  const customer = await findCustomer(scope, externalId, { archived: links.archived !== undefined });
  if (!customer) return customerNotFound(scope.requestId, externalId);
  if (links.id !== undefined && links.id !== customerId(customer.id)) {
    return problem(scope.requestId, 'BAD_REQUEST', 'id is not the id of the customer with this externalId');
  }
  const pricingModelId = await readPricingModel(scope, links.catalogId);
  if (pricingModelId === undefined) {
    const text = "catalogId references data that does not exist or you don't have access to";
    return problem(scope.requestId, 'BAD_REQUEST', text);
  }
  // A customer that goes by its own id is not given that for an external id when it is sent back.
  const isUnlinked = customer.externalId === null && links.externalId === customerId(customer.id);
  const command: CustomerCommand = {
    ...members,
    externalId: isUnlinked ? undefined : links.externalId,
    pricingModelId: pricingModelId ?? customer.pricingModelId,
    archivedAt: links.archived === false ? null : undefined,
  };
  const updated = links.archived
    ? await archiveCustomer(scope, customer, command, customerRules)
    : await updateCustomer(scope, { id: customer.id }, command, customerRules);
  return answerCustomer(scope, updated, externalId, request);
}

/** The pricing model of a `catalogId`: null where none is named, undefined where there is no such. */
async function readPricingModel(
  scope: Scope,
  catalogId: string | null | undefined,
): Promise<string | null | undefined> {
  if (catalogId == null) return null;
  const id = parsePrefixedId('pricing_model', catalogId);
  return id === null ? undefined : (await selectPricingModel(scope, id))?.id;
}

export const customerRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/api/v1/customers',
    summary: 'Create a customer',
    access: write,
    body: CustomerCreate,
    responses: {
      200: Type.Object({
        data: Type.Object({
          customer: CustomerSchema,
          subscription: nullable(SubscriptionSchema),
          subscriptionItems: Type.Array(SubscriptionItemSchema),
        }),
      }),
    },
    handle: (scope, { body }, request) => create(scope, body, request),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/customers',
    summary: 'List customers',
    access: read,
    mayBeStale: true,
    query: pagingQuery('cust'),
    responses: { 200: pageSchema(CustomerSchema) },
    async handle(scope, { query }, request) {
      const filter = { pricingModelId: scope.pricingModelId };
      const found = await listCustomers(scope, filter, pageOf(query));
      const rules = contractRules(request.version);
      return pageAnswer(found, query, 'cust', (customer) => customerView(customer, rules));
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/customers/{externalId}',
    summary: 'Get a customer',
    access: read,
    params: ExternalIdParams,
    responses: { 200: CustomerAnswer },
    async handle(scope, { params }, request) {
      const customer = await findCustomer(scope, params.externalId);
      if (!customer) return customerNotFound(scope.requestId, params.externalId);
      return { status: 200, body: { customer: customerView(customer, contractRules(request.version)) } };
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/customers/{externalId}',
    summary: 'Update a customer',
    access: write,
    params: ExternalIdParams,
    body: CustomerUpdate,
    responses: { 200: CustomerAnswer },
    handle: (scope, { params, body }, request) => update(scope, params.externalId, body, request),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/customers/{externalId}/archive',
    summary: 'Archive a customer',
    access: write,
    params: ExternalIdParams,
    body: Type.Object({}),
    bodyOptional: true,
    responses: { 200: CustomerAnswer },
    async handle(scope, { params }, request) {
      const customer = await findCustomer(scope, params.externalId, { archived: true });
      if (!customer) return customerNotFound(scope.requestId, params.externalId);
      const archived = await archiveCustomer(scope, customer, {}, customerRules);
      return answerCustomer(scope, archived, params.externalId, request);
    },
  }),
];
