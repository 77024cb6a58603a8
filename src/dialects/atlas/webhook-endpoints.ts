import { type Static, Type } from 'typebox';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  type EndpointChanges,
  type SigningEndpoint,
  selectEndpoint,
  selectEndpoints,
  updateWebhookEndpoint,
  type WebhookEndpoint,
} from '../../billing/webhooks/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import { prefixedId } from '../../platform/ids.ts';
import type { Failure } from '../../platform/result.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, withScopes } from './access.ts';
import { errorAnswer, notFound } from './errors.ts';
import { missingRule } from './issues.ts';
import { listAnswer, listSchema, pagingQuery } from './paging.ts';
import { idInput, nullable, TextInput } from './schemas.ts';
import { atlasWebhookLanguage, signatureSchemes } from './webhook-language.ts';
import { knownEventTypes } from './webhook-types.ts';

const read = withScopes('webhooks:read', 'webhooks:write');
const write = withScopes('webhooks:write');

const dialect = 'atlas';

type SignatureScheme = (typeof signatureSchemes)[number];

const SignatureSchemeSchema = Type.Unsafe<SignatureScheme>({ type: 'string', enum: [...signatureSchemes] });

const EventTypes = Type.Array(Type.Unsafe<string>({ type: 'string', enum: [...knownEventTypes] }), {
  minItems: 1,
});

/** Atlas has two names for the list of events, one in each of its documents: both are taken and both answered. */
const eventMembers = {
  enabled_events: Type.Optional(nullable(EventTypes)),
  events: Type.Optional(nullable(EventTypes)),
};

const common = {
  ...eventMembers,
  description: Type.Optional(nullable(TextInput)),
  signature_scheme: Type.Optional(nullable(SignatureSchemeSchema)),
};

/** Atlas: never empty. What is wrong with it otherwise is the core's to say. */
const UrlInput = parsed(
  TextInput,
  (text): ParseOutcome<string> => (text === '' ? { type: missingRule, reason: '' } : { value: text }),
);

const Create = Type.Object({ url: UrlInput, ...common });

const Update = Type.Object({
  url: Type.Optional(UrlInput),
  ...common,
  disabled: Type.Optional(nullable(Type.Boolean())),
});

const members = {
  id: Type.String(),
  object: Type.Literal('webhook_endpoint'),
  url: Type.String(),
  enabled_events: Type.Array(Type.String()),
  events: Type.Array(Type.String()),
  description: nullable(Type.String()),
  signature_scheme: SignatureSchemeSchema,
  status: Type.Union([Type.Literal('enabled'), Type.Literal('disabled')]),
  disabled: Type.Boolean(),
  created_at: Type.String({ format: 'date-time' }),
};

const EndpointSchema = Type.Object(members);
const NewEndpointSchema = Type.Object({ ...members, secret: Type.String() });

/** Atlas: what an endpoint is told of that names nothing. */
const defaultEvents = ['payment.captured', 'payment.failed', 'refund.succeeded'];

function endpointView(endpoint: WebhookEndpoint) {
  const { enabled, eventTypes } = endpoint;
  return {
    id: prefixedId('we', endpoint.id),
    object: 'webhook_endpoint',
    url: endpoint.url,
    enabled_events: eventTypes,
    events: eventTypes,
    description: endpoint.name,
    signature_scheme: endpoint.signatureScheme ?? signatureSchemes[0],
    status: enabled ? 'enabled' : 'disabled',
    disabled: !enabled,
    created_at: endpoint.createdAt.toISOString(),
  };
}

/** The secret is shown to who makes the endpoint, and never again. */
function newEndpointView(endpoint: SigningEndpoint) {
  return { ...endpointView(endpoint), secret: endpoint.secrets[0] };
}

function answerFailure(scope: Scope, { code, message }: Failure): Answer {
  if (code === 'not_found') return notFound(scope, 'Webhook endpoint');
  return errorAnswer(scope.requestId, {
    status: 400,
    type: 'validation_error',
    code: 'validation_error',
    message,
    param: 'url',
  });
}

const rulesOf = ({ webhookLoopback }: RequestFacts) => ({ allowLoopback: webhookLoopback });

async function create(scope: Scope, body: Static<typeof Create>, request: RequestFacts): Promise<Answer> {
  const result = await createWebhookEndpoint(
    scope,
    {
      dialect,
      contract: request.version,
      name: body.description ?? null,
      url: body.url,
      format: 'raw',
      eventTypes: body.enabled_events ?? body.events ?? defaultEvents,
      pricingModelId: null,
      signatureScheme: body.signature_scheme ?? signatureSchemes[0],
      secret: atlasWebhookLanguage.newSecret(request.version),
    },
    rulesOf(request),
  );
  return result.ok
    ? { status: 201, body: newEndpointView(result.value) }
    : answerFailure(scope, result.failures[0]);
}

/** Null gives back what an endpoint has that does not say. */
function changesOf(body: Static<typeof Update>): EndpointChanges {
  const { url, description, signature_scheme: scheme, disabled } = body;
  const eventTypes = body.enabled_events === undefined ? body.events : body.enabled_events;
  return {
    ...(url === undefined ? {} : { url }),
    ...(description === undefined ? {} : { name: description }),
    ...(eventTypes === undefined ? {} : { eventTypes: eventTypes ?? defaultEvents }),
    ...(scheme === undefined ? {} : { signatureScheme: scheme ?? signatureSchemes[0] }),
    ...(disabled === undefined ? {} : { enabled: disabled !== true }),
  };
}

async function missing(scope: Scope, { id }: { id: string }): Promise<Answer | undefined> {
  const endpoint = await selectEndpoint(scope, id, { dialect });
  return endpoint ? undefined : notFound(scope, 'Webhook endpoint');
}

/** The routes below one of the two paths that Atlas has for the same thing. */
function routesAt(path: string): Route<Access>[] {
  const byId = Type.Object({ id: idInput('we', 'Webhook endpoint') });
  return [
    defineRoute({
      method: 'POST',
      path,
      summary: 'Create a webhook endpoint',
      access: write,
      body: Create,
      responses: { 201: NewEndpointSchema },
      handle: (scope, { body }, request) => create(scope, body, request),
    }),
    defineRoute({
      method: 'GET',
      path,
      summary: 'List webhook endpoints, newest first',
      access: read,
      query: Type.Object(pagingQuery),
      responses: { 200: listSchema(EndpointSchema) },
      async handle(scope, { query }) {
        const { items, total } = await selectEndpoints(scope, { dialect }, query);
        return listAnswer(items.map(endpointView), total, query);
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/{id}`,
      summary: 'Get a webhook endpoint',
      access: read,
      params: byId,
      responses: { 200: EndpointSchema },
      async handle(scope, { params }) {
        const endpoint = await selectEndpoint(scope, params.id, { dialect });
        return endpoint ? { status: 200, body: endpointView(endpoint) } : notFound(scope, 'Webhook endpoint');
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: `${path}/{id}`,
      summary: 'Update a webhook endpoint',
      access: write,
      params: byId,
      body: Update,
      responses: { 200: EndpointSchema },
      objectMissing: missing,
      async handle(scope, { params, body }, request) {
        const named = { id: params.id, dialect } as const;
        const result = await updateWebhookEndpoint(scope, named, changesOf(body), rulesOf(request));
        return result.ok
          ? { status: 200, body: endpointView(result.value) }
          : answerFailure(scope, result.failures[0]);
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: `${path}/{id}`,
      summary: 'Delete a webhook endpoint',
      access: write,
      params: byId,
      responses: {
        200: Type.Object({
          id: Type.String(),
          object: Type.Literal('webhook_endpoint'),
          deleted: Type.Literal(true),
        }),
      },
      async handle(scope, { params }) {
        const result = await deleteWebhookEndpoint(scope, { id: params.id, dialect });
        if (!result.ok) return answerFailure(scope, result.failures[0]);
        const id = prefixedId('we', result.value.id);
        return { status: 200, body: { id, object: 'webhook_endpoint', deleted: true } };
      },
    }),
  ];
}

export const webhookEndpointRoutes: Route<Access>[] = [
  ...routesAt('/functions/v1/webhook-endpoints'),
  ...routesAt('/functions/v1/webhooks'),
];
