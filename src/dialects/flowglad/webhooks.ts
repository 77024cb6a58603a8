import { type Static, Type } from 'typebox';
import { selectPricingModel } from '../../billing/catalog/index.ts';
import {
  createWebhookEndpoint,
  selectEndpoint,
  updateWebhookEndpoint,
  type WebhookEndpoint,
} from '../../billing/webhooks/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import { parsePrefixedId, prefixedId } from '../../platform/ids.ts';
import type { Failure, Result } from '../../platform/result.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, keyWith } from './access.ts';
import { problem } from './errors.ts';
import { recordView } from './pricing-model-view.ts';
import { type ContractRules, contractRules, inPricingModelMembers, Timestamp } from './versions.ts';
import { flowgladWebhookLanguage, webhookEventTypes } from './webhook-language.ts';

const read = keyWith('webhooks:read', 'webhooks:write');
const write = keyWith('webhooks:write');

const dialect = 'flowglad';

const FilterTypes = Type.Array(
  Type.Unsafe<(typeof webhookEventTypes)[number]>({ type: 'string', enum: [...webhookEventTypes] }),
);

const WebhookSchema = Type.Object({
  id: Type.String(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  livemode: Type.Boolean(),
  filterTypes: FilterTypes,
  organizationId: Type.String(),
  url: Type.String({ format: 'uri' }),
  name: Type.String(),
  active: Type.Boolean(),
  ...inPricingModelMembers,
});

const UrlInput = parsed(
  Type.String({ format: 'uri' }),
  (text): ParseOutcome<string> =>
    URL.canParse(text)
      ? { value: text }
      : {
          type: 'invalid_format',
          reason: 'Invalid URL',
          context: { code: 'invalid_format', format: 'url' },
        },
);

const WebhookCreate = Type.Object({
  webhook: Type.Object({
    filterTypes: FilterTypes,
    url: UrlInput,
    name: Type.String(),
    active: Type.Optional(Type.Boolean()),
    pricingModelId: Type.String(),
  }),
});

const WebhookUpdate = Type.Object({
  webhook: Type.Object({
    // Required, and the path decides all the same.
    id: Type.String(),
    filterTypes: FilterTypes,
    url: UrlInput,
    name: Type.Optional(Type.String()),
    active: Type.Optional(Type.Boolean()),
  }),
});

const WebhookParams = Type.Object({ id: Type.String() });

const WebhookAnswer = Type.Object({ webhook: WebhookSchema });

function webhookView(endpoint: WebhookEndpoint, rules: ContractRules) {
  return {
    ...recordView('webhook', endpoint, rules),
    filterTypes: endpoint.eventTypes,
    organizationId: prefixedId('org', endpoint.organizationId),
    url: endpoint.url,
    name: endpoint.name ?? '',
    active: endpoint.enabled,
    ...rules.inPricingModel(endpoint.pricingModelId ?? ''),
  };
}

function webhookNotFound(scope: Scope, id: string): Answer {
  return problem(scope.requestId, 'NOT_FOUND', `Webhook with id ${id} not found`);
}

/** An address is one of ours to refuse where it is a URL that nothing may be sent to. */
function urlProblem(scope: Scope, { message }: Failure): Answer {
  return problem(scope.requestId, 'BAD_REQUEST', [{ code: 'custom', path: ['webhook', 'url'], message }]);
}

const rulesOf = ({ webhookLoopback }: RequestFacts) => ({ allowLoopback: webhookLoopback });

/** What keeps a webhook from being made in a pricing model: it must be the one that the key is bound to. */
async function refusePricingModel(scope: Scope, text: string): Promise<Answer | undefined> {
  const id = parsePrefixedId('pricing_model', text);
  if (id !== null && id === scope.pricingModelId) return undefined;
  return id !== null && (await selectPricingModel(scope, id))
    ? problem(scope.requestId, 'FORBIDDEN', 'This API key is bound to another pricing model')
    : problem(
        scope.requestId,
        'BAD_REQUEST',
        "pricingModelId references data that does not exist or you don't have access to",
      );
}

async function create(
  scope: Scope,
  { webhook }: Static<typeof WebhookCreate>,
  request: RequestFacts,
): Promise<Answer> {
  const refused = await refusePricingModel(scope, webhook.pricingModelId);
  if (refused) return refused;
  const { name, url, filterTypes, active } = webhook;
  const secret = flowgladWebhookLanguage.newSecret(request.version);
  const created = await createWebhookEndpoint(
    scope,
    {
      dialect,
      contract: request.version,
      name,
      url,
      format: 'raw',
      eventTypes: filterTypes,
      pricingModelId: scope.pricingModelId,
      signatureScheme: null,
      enabled: active,
      secret,
    },
    rulesOf(request),
  );
  if (!created.ok) return urlProblem(scope, created.failures[0]);
  const rules = contractRules(request.version);
  return { status: 200, body: { webhook: webhookView(created.value, rules), secret } };
}

/** The webhook of an id, within the key's pricing model. */
async function findWebhook(scope: Scope, text: string): Promise<WebhookEndpoint | undefined> {
  const id = parsePrefixedId('webhook', text);
  const endpoint = id === null ? undefined : await selectEndpoint(scope, id, { dialect });
  return endpoint?.pricingModelId === scope.pricingModelId ? endpoint : undefined;
}

async function update(
  scope: Scope,
  id: string,
  { webhook }: Static<typeof WebhookUpdate>,
  request: RequestFacts,
): Promise<Answer> {
  const found = await findWebhook(scope, id);
  if (!found) return webhookNotFound(scope, id);
  const { name, url, filterTypes, active } = webhook;
  const updated: Result<WebhookEndpoint> = await updateWebhookEndpoint(
    scope,
    { id: found.id, dialect },
    {
      url,
      eventTypes: filterTypes,
      ...(name === undefined ? {} : { name }),
      ...(active === undefined ? {} : { enabled: active }),
    },
    rulesOf(request),
  );
  if (updated.ok) {
    return { status: 200, body: { webhook: webhookView(updated.value, contractRules(request.version)) } };
  }
  const [failure] = updated.failures;
  return failure.code === 'not_found' ? webhookNotFound(scope, id) : urlProblem(scope, failure);
}

/** Flowglad has neither a list of webhooks nor a way to delete one. */
export const webhookRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/api/v1/webhooks',
    summary: 'Create a webhook',
    access: write,
    body: WebhookCreate,
    responses: { 200: Type.Object({ webhook: WebhookSchema, secret: Type.String() }) },
    handle: (scope, { body }, request) => create(scope, body, request),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/webhooks/{id}',
    summary: 'Get a webhook',
    access: read,
    params: WebhookParams,
    responses: { 200: WebhookAnswer },
    async handle(scope, { params }, request) {
      const webhook = await findWebhook(scope, params.id);
      if (!webhook) return webhookNotFound(scope, params.id);
      return { status: 200, body: { webhook: webhookView(webhook, contractRules(request.version)) } };
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/webhooks/{id}',
    summary: 'Update a webhook',
    access: write,
    params: WebhookParams,
    body: WebhookUpdate,
    responses: { 200: WebhookAnswer },
    handle: (scope, { params, body }, request) => update(scope, params.id, body, request),
  }),
];
