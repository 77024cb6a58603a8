import { type Static, Type } from 'typebox';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  resetWebhookSecret,
  type SigningEndpoint,
  selectEndpoint,
  selectEndpoints,
  updateWebhookEndpoint,
} from '../../billing/webhooks/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import { joined } from '../../platform/postgres/database.ts';
import type { Failure, Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { withinReach } from './customers.ts';
import { type Detail, notFound } from './errors.ts';
import { organizationFailure } from './input-rules.ts';
import { limitAndOffset, listAnswer, listSchema, pageQuery } from './paging.ts';
import { IdParams, nullable, oneOrMany, UrlInput, UuidInput } from './schemas.ts';
import { polarWebhookLanguage } from './webhook-language.ts';
import { EventTypeSchema, FormatSchema, WebhookEndpointSchema, webhookEndpointView } from './webhook-view.ts';

const read = merchant('webhooks:read', 'webhooks:write');
const write = merchant('webhooks:write');

const own = { dialect: 'polar' } as const;

const Secret = Type.String({ minLength: 32 });

const EndpointCreate = Type.Object({
  url: UrlInput,
  name: Type.Optional(nullable(Type.String())),
  format: FormatSchema,
  events: Type.Array(EventTypeSchema),
  organization_id: Type.Optional(nullable(UuidInput)),
  secret: Type.Optional(nullable(Secret)),
});

/** Null leaves a member as it is. */
const EndpointUpdate = Type.Object({
  url: Type.Optional(nullable(UrlInput)),
  name: Type.Optional(nullable(Type.String())),
  format: Type.Optional(nullable(FormatSchema)),
  events: Type.Optional(nullable(Type.Array(EventTypeSchema))),
  enabled: Type.Optional(nullable(Type.Boolean())),
  secret: Type.Optional(nullable(Secret)),
});

/** The vendor's words for an address that nothing is sent to. */
const urlDetails: Record<string, Pick<Detail, 'type' | 'msg' | 'ctx'>> = {
  url_insecure: {
    type: 'url_scheme',
    msg: "URL scheme should be 'https'",
    ctx: { expected_schemes: "'https'" },
  },
  url_not_public: {
    type: 'value_error',
    msg: 'Value error, Webhook URLs cannot point to localhost or private IP addresses.',
    ctx: { error: {} },
  },
  url_invalid: {
    type: 'value_error',
    msg: 'Value error, Webhook URLs must have a valid host name.',
    ctx: { error: {} },
  },
};

/** @param body what was sent; where it names no address, the stored one keeps the endpoint from being turned on */
function refuse({ code }: Failure, body: { url?: string | null; enabled?: boolean | null }): Answer {
  const detail = urlDetails[code];
  if (!detail) return notFound();
  const { type, msg, ctx } = detail;
  const entry =
    body.url == null
      ? { type: 'value_error', loc: ['body', 'enabled'], msg: msg.replace('Value error, ', ''), input: true }
      : { type, loc: ['body', 'url'], msg, input: body.url, ctx };
  const error = body.url == null ? 'PolarRequestValidationError' : 'RequestValidationError';
  return { status: 422, body: { error, detail: [entry] } };
}

async function create(
  scope: Scope,
  body: Static<typeof EndpointCreate>,
  request: RequestFacts,
): Promise<Result<SigningEndpoint>> {
  return createWebhookEndpoint(
    scope,
    {
      ...own,
      contract: request.version,
      name: body.name ?? null,
      url: body.url,
      format: body.format,
      eventTypes: body.events,
      pricingModelId: null,
      signatureScheme: null,
      secret: body.secret ?? polarWebhookLanguage.newSecret(request.version),
    },
    { allowLoopback: request.webhookLoopback },
  );
}

async function update(
  scope: Scope,
  id: string,
  body: Static<typeof EndpointUpdate>,
  request: RequestFacts,
): Promise<Result<SigningEndpoint>> {
  return joined(scope.database, async (database) => {
    const inside = { ...scope, database };
    const changes = {
      ...(body.url == null ? {} : { url: body.url }),
      ...(body.name == null ? {} : { name: body.name }),
      ...(body.format == null ? {} : { format: body.format }),
      ...(body.events == null ? {} : { eventTypes: body.events }),
      ...(body.enabled == null ? {} : { enabled: body.enabled }),
    };
    const rules = { allowLoopback: request.webhookLoopback };
    const updated = await updateWebhookEndpoint(inside, { ...own, id }, changes, rules);
    if (!updated.ok || body.secret == null || body.secret === updated.value.secrets[0]) return updated;
    return resetWebhookSecret(inside, { ...own, id }, body.secret);
  });
}

export const webhookEndpointRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/webhooks/endpoints',
    summary: 'List webhook endpoints',
    access: read,
    query: Type.Object({ organization_id: oneOrMany(UuidInput), ...pageQuery }),
    responses: { 200: listSchema(WebhookEndpointSchema) },
    async handle(scope, { query }) {
      if (!withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const { items, total } = await selectEndpoints(scope, own, limitAndOffset(query));
      return listAnswer(items.map(webhookEndpointView), total, query);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/webhooks/endpoints',
    summary: 'Create a webhook endpoint',
    access: write,
    body: EndpointCreate,
    responses: { 201: WebhookEndpointSchema },
    async handle(scope, { body }, request) {
      const refused = organizationFailure(body.organization_id);
      if (refused) return refused;
      const result = await create(scope, body, request);
      return result.ok
        ? { status: 201, body: webhookEndpointView(result.value) }
        : refuse(result.failures[0], body);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/webhooks/endpoints/{id}',
    summary: 'Get a webhook endpoint',
    access: read,
    params: IdParams,
    responses: { 200: WebhookEndpointSchema },
    async handle(scope, { params }) {
      const endpoint = await selectEndpoint(scope, params.id, own);
      return endpoint ? { status: 200, body: webhookEndpointView(endpoint) } : notFound();
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/webhooks/endpoints/{id}',
    summary: 'Update a webhook endpoint',
    access: write,
    params: IdParams,
    body: EndpointUpdate,
    responses: { 200: WebhookEndpointSchema },
    async handle(scope, { params, body }, request) {
      const result = await update(scope, params.id, body, request);
      return result.ok
        ? { status: 200, body: webhookEndpointView(result.value) }
        : refuse(result.failures[0], body);
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/webhooks/endpoints/{id}',
    summary: 'Delete a webhook endpoint',
    access: write,
    params: IdParams,
    responses: { 204: null },
    async handle(scope, { params }) {
      const result = await deleteWebhookEndpoint(scope, { ...own, id: params.id });
      return result.ok ? { status: 204 } : notFound();
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/webhooks/endpoints/{id}/secret',
    summary: "Reset a webhook endpoint's secret",
    access: write,
    params: IdParams,
    responses: { 200: WebhookEndpointSchema },
    async handle(scope, { params }, request) {
      const secret = polarWebhookLanguage.newSecret(request.version);
      const result = await resetWebhookSecret(scope, { ...own, id: params.id }, secret);
      return result.ok ? { status: 200, body: webhookEndpointView(result.value) } : notFound();
    },
  }),
];
