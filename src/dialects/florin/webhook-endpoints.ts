import { type Static, Type } from 'typebox';
import {
  type EventFeed,
  type StoredEvent,
  selectEvents,
  selectEventsBefore,
} from '../../billing/events/index.ts';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  type EndpointChanges,
  resetWebhookSecret,
  selectEndpointOfAny,
  tellAgain,
  updateWebhookEndpoint,
  type WebhookDialect,
  type WebhookEndpoint,
  type WebhookFormat,
} from '../../billing/webhooks/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, keyWith } from './access.ts';
import { answerFailures, notFound, refusal } from './errors.ts';
import { eventReaders } from './events.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { NameInput, optional, UrlInput, Uuid, UuidInput } from './schemas.ts';
import type { WebhookWords } from './webhook-listening.ts';
import { DialectInput, EndpointSchema, endpointView, FormatSchema } from './webhooks.ts';

const LanguageSchema = Type.Object({
  dialect: DialectInput,
  contracts: Type.Array(Type.String(), { description: 'The first is that of an endpoint that names none.' }),
  event_types: Type.Array(Type.String(), { description: 'All that are ever told.' }),
  formats: Type.Array(FormatSchema),
  signature_schemes: Type.Array(Type.String(), { description: 'None where there is but one.' }),
});

const EventTypes = Type.Array(Type.String({ maxLength: 100 }), {
  minItems: 1,
  maxItems: 100,
  description: "The vendor's names.",
});
const Text = Type.String({ maxLength: 100 });

const Create = Type.Object({
  dialect: DialectInput,
  contract: optional(Text),
  url: UrlInput,
  name: optional(NameInput),
  event_types: EventTypes,
  format: Type.Optional(FormatSchema),
  signature_scheme: optional(Text),
});

const Update = Type.Object({
  url: Type.Optional(UrlInput),
  name: optional(NameInput),
  event_types: Type.Optional(EventTypes),
  format: Type.Optional(FormatSchema),
  signature_scheme: Type.Optional(Text),
  enabled: Type.Optional(Type.Boolean()),
});

const NewEndpointSchema = Type.Object({
  ...EndpointSchema.properties,
  secret: Type.String({ description: 'Shown here and nowhere again.' }),
});

const TestInput = Type.Object({
  event_id: optional({ ...UuidInput, description: 'The newest that the endpoint hears of, where left out.' }),
});

/** So far back is looked for an event that an endpoint hears of. */
const eventsLookedAt = 200;

const Whose = Type.Object(whoseQuery);
const Params = Type.Object({ id: UuidInput });
const write = keyWith('webhooks:write');
const path = '/florin/v1/webhooks/endpoints';

const rulesOf = ({ webhookLoopback }: RequestFacts) => ({ allowLoopback: webhookLoopback });

type Wanted = { event_types?: string[]; format?: WebhookFormat; signature_scheme?: string | null };

/** What an endpoint may hear of, and how, is its vendor's to say. */
export const webhookEndpointRoutes = (words: WebhookWords, feed: EventFeed): Route<Access>[] => {
  const { languages, contracts } = words;

  function refuseUnknown(scope: Scope, dialect: WebhookDialect, wanted: Wanted): Answer | undefined {
    const language = languages[dialect];
    const unknown = (param: string, known: readonly string[]) =>
      refusal({ id: scope.requestId }, 422, 'invalid', `Must be of: ${known.join(', ') || 'none'}.`, param);
    const { event_types: types = [], format, signature_scheme: scheme } = wanted;
    const odd = types.findIndex((type) => !language.eventTypes.includes(type));
    if (odd >= 0) return unknown(`event_types.${odd}`, language.eventTypes);
    if (format && !language.formats.includes(format)) return unknown('format', language.formats);
    if (scheme && !language.signatureSchemes.includes(scheme)) {
      return unknown('signature_scheme', language.signatureSchemes);
    }
    return undefined;
  }

  /** Finds the endpoint, and answers about it. */
  async function about(
    caller: Scope,
    { params, query }: { params: Static<typeof Params>; query: Static<typeof Whose> },
    request: RequestFacts,
    answer: (scope: Scope, endpoint: WebhookEndpoint) => Promise<Answer>,
  ): Promise<Answer> {
    const scope = await callerScope(caller, query, request);
    const endpoint = scope && (await selectEndpointOfAny(scope, params.id));
    return scope && endpoint ? answer(scope, endpoint) : notFound(caller.requestId, 'endpoint');
  }

  async function create(scope: Scope, body: Static<typeof Create>, request: RequestFacts): Promise<Answer> {
    const { dialect } = body;
    const language = languages[dialect];
    const contract = body.contract ?? contracts[dialect][0];
    if (!contracts[dialect].includes(contract)) {
      const reason = `Must be one of: ${[...new Set(contracts[dialect])].join(', ')}.`;
      return refusal({ id: scope.requestId }, 422, 'invalid', reason, 'contract');
    }
    const refused = refuseUnknown(scope, dialect, body);
    if (refused) return refused;
    const secret = language.newSecret(contract);
    const result = await createWebhookEndpoint(
      scope,
      {
        dialect,
        contract,
        name: body.name ?? null,
        url: body.url,
        format: body.format ?? language.formats[0],
        eventTypes: body.event_types,
        // Flowglad's endpoints belong to a pricing model: to the one that new customers get.
        pricingModelId: dialect === 'flowglad' ? scope.pricingModelId : null,
        signatureScheme: body.signature_scheme ?? language.signatureSchemes[0] ?? null,
        secret,
      },
      rulesOf(request),
    );
    return result.ok
      ? { status: 201, body: { ...endpointView(result.value), secret } }
      : answerFailures(scope.requestId, result.failures);
  }

  /** What may be told of again: the event that is named, or the newest ones. */
  async function eventsFor(scope: Scope, eventId: string | null | undefined): Promise<StoredEvent[]> {
    if (eventId != null) return selectEvents(scope, [eventId]);
    return selectEventsBefore(scope, (await feed.settled()) + 1, {}, eventsLookedAt);
  }

  return [
    defineRoute({
      method: 'GET',
      path: '/florin/v1/webhooks/dialects',
      summary: 'List whose events endpoints can be told of, and how',
      access: eventReaders,
      responses: { 200: Type.Object({ items: Type.Array(LanguageSchema) }) },
      async handle() {
        const items = Object.values(languages).map((language) => ({
          dialect: language.dialect,
          contracts: [...new Set(contracts[language.dialect])],
          event_types: language.eventTypes,
          formats: language.formats,
          signature_schemes: language.signatureSchemes,
        }));
        return { status: 200, body: { items } };
      },
    }),
    defineRoute({
      method: 'POST',
      path,
      summary: "Make a webhook endpoint, which is told of events as a vendor's",
      access: write,
      query: Whose,
      body: Create,
      responses: { 201: NewEndpointSchema },
      async handle(caller, { query, body }, request) {
        const scope = await callerScope(caller, query, request);
        return scope ? create(scope, body, request) : notFound(caller.requestId, 'organization');
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/{id}`,
      summary: 'Get a webhook endpoint, whosever it is',
      access: eventReaders,
      params: Params,
      query: Whose,
      responses: { 200: EndpointSchema },
      handle: (caller, input, request) =>
        about(caller, input, request, async (_scope, endpoint) => ({
          status: 200,
          body: endpointView(endpoint),
        })),
    }),
    defineRoute({
      method: 'PATCH',
      path: `${path}/{id}`,
      summary: 'Change a webhook endpoint, or turn it on or off',
      access: write,
      params: Params,
      query: Whose,
      body: Update,
      responses: { 200: EndpointSchema },
      handle: (caller, { params, query, body }, request) =>
        about(caller, { params, query }, request, async (scope, { id, dialect }) => {
          const refused = refuseUnknown(scope, dialect, body);
          if (refused) return refused;
          const { url, name, format, enabled } = body;
          const { event_types: eventTypes, signature_scheme: signatureScheme } = body;
          const wanted = { url, name, format, enabled, eventTypes, signatureScheme };
          const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
          const changes: EndpointChanges = Object.fromEntries(given);
          const result = await updateWebhookEndpoint(scope, { id, dialect }, changes, rulesOf(request));
          return result.ok
            ? { status: 200, body: endpointView(result.value) }
            : answerFailures(scope.requestId, result.failures);
        }),
    }),
    defineRoute({
      method: 'DELETE',
      path: `${path}/{id}`,
      summary: 'Delete a webhook endpoint',
      access: write,
      params: Params,
      query: Whose,
      responses: { 204: null },
      handle: (caller, input, request) =>
        about(caller, input, request, async (scope, { id, dialect }) => {
          const result = await deleteWebhookEndpoint(scope, { id, dialect });
          return result.ok ? { status: 204 } : answerFailures(scope.requestId, result.failures);
        }),
    }),
    defineRoute({
      method: 'POST',
      path: `${path}/{id}/secret`,
      summary: 'Give a webhook endpoint a new secret; for a day the former signs as well',
      access: write,
      params: Params,
      query: Whose,
      responses: { 200: NewEndpointSchema },
      handle: (caller, input, request) =>
        about(caller, input, request, async (scope, { id, dialect, contract }) => {
          const secret = languages[dialect].newSecret(contract);
          const result = await resetWebhookSecret(scope, { id, dialect }, secret);
          return result.ok
            ? { status: 200, body: { ...endpointView(result.value), secret } }
            : answerFailures(scope.requestId, result.failures);
        }),
    }),
    defineRoute({
      method: 'POST',
      path: `${path}/{id}/test`,
      summary: 'Tell a webhook endpoint of an event of the past, as if it had just happened',
      access: write,
      params: Params,
      query: Whose,
      body: TestInput,
      bodyOptional: true,
      responses: { 202: Type.Object({ message_ids: Type.Array(Uuid) }) },
      handle: (caller, { params, query, body }, request) =>
        about(caller, { params, query }, request, async (scope, endpoint) => {
          const events = await eventsFor(scope, body?.event_id);
          const settings = { languages, publicUrl: () => request.publicUrl };
          const result = await tellAgain(scope, settings, endpoint, events);
          return result.ok
            ? { status: 202, body: { message_ids: result.value } }
            : answerFailures(scope.requestId, result.failures);
        }),
    }),
  ];
};
