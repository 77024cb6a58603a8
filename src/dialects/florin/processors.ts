import { type Static, Type } from 'typebox';
import { receiveProcessorEvent } from '../../billing/collection/index.ts';
import { selectOrganization } from '../../billing/organizations/index.ts';
import {
  type ProcessorSetting,
  processorNamed,
  readProcessorSetting,
  setStripe,
  unsetProcessor,
} from '../../billing/payments/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { type Access, organizationWith, processor } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { organizationScope } from './organization-scope.ts';
import { OrganizationParams } from './organizations.ts';
import { ModeInput, nullable, optional, Timestamp, UuidInput } from './schemas.ts';

const BaseUrlInput = parsed(Type.String({ format: 'uri', maxLength: 2048 }), (text): ParseOutcome<string> => {
  const origin = webOrigin(text);
  return origin
    ? { value: origin }
    : { type: 'invalid', reason: 'Must be an address of the web, without a path.' };
});

/** The beginning of a web address that names nothing below it; undefined for any other text. */
export function webOrigin(text: string): string | undefined {
  const url = URL.parse(text);
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return isWeb && [url.origin, `${url.origin}/`].includes(url.href) ? url.origin : undefined;
}

const ProcessorInput = Type.Object({
  processor: Type.Unsafe<'stripe'>({ type: 'string', enum: ['stripe'] }),
  secret_key: Type.String({ maxLength: 500, description: 'Kept encrypted, and shown nowhere again.' }),
  webhook_secret: Type.String({
    maxLength: 500,
    description: 'Of the webhook endpoint made for `webhook_url`. Kept encrypted, and shown nowhere again.',
  }),
  publishable_key: Type.Optional(
    Type.String({ maxLength: 500, description: "What buyers' card forms are opened with: no secret." }),
  ),
  base_url: optional(BaseUrlInput),
});

const ProcessorSchema = Type.Object({
  processor: nullable(
    Type.Unsafe<'sandbox' | 'stripe'>({
      type: 'string',
      enum: ['sandbox', 'stripe'],
      description: 'Null in live mode until one is set: nothing can be charged.',
    }),
  ),
  mode: ModeInput,
  publishable_key: nullable(Type.String()),
  base_url: nullable(Type.String()),
  webhook_url: Type.String({ description: 'Where Stripe is to send its events.' }),
  created_at: nullable(Timestamp),
  modified_at: nullable(Timestamp),
});

export function processorView(
  setting: ProcessorSetting,
  { organizationId, mode }: Pick<Scope, 'organizationId' | 'mode'>,
  publicUrl: string,
): Static<typeof ProcessorSchema> {
  return {
    processor: setting.processor,
    mode,
    publishable_key: setting.publishableKey,
    base_url: setting.baseUrl,
    webhook_url: `${publicUrl}/florin/v1/processors/stripe/${organizationId}/${mode}/webhook`,
    created_at: setting.createdAt?.toISOString() ?? null,
    modified_at: setting.modifiedAt?.toISOString() ?? null,
  };
}

/** The members of the body that the core's are. */
const members: Record<string, string> = {
  secretKey: 'secret_key',
  webhookSecret: 'webhook_secret',
  publishableKey: 'publishable_key',
};

const path = '/florin/v1/organizations/{id}/processor';
const query = Type.Object({ mode: ModeInput });
const responses = { 200: ProcessorSchema };

type Work = (scope: Scope) => Promise<ProcessorSetting | Answer>;

async function withSetting(
  caller: Scope,
  organizationId: string,
  mode: Mode,
  { publicUrl }: RequestFacts,
  work: Work,
): Promise<Answer> {
  if (!(await selectOrganization(caller.database, organizationId))) {
    return notFound(caller.requestId, 'organization');
  }
  const scope = { ...caller, organizationId, mode };
  const done = await work(scope);
  return 'status' in done ? done : { status: 200, body: processorView(done, scope, publicUrl) };
}

export const processorRoutes: Route<Access>[] = [
  defineRoute({
    method: 'PUT',
    path,
    summary: 'Let a processor charge for an organization in a mode',
    access: organizationWith('organizations:write'),
    params: OrganizationParams,
    query,
    body: ProcessorInput,
    responses,
    handle: (caller, { params, query: { mode }, body }, request) =>
      withSetting(caller, params.id, mode, request, async (scope) => {
        const { secret_key: secretKey, webhook_secret: webhookSecret, base_url: baseUrl = null } = body;
        const set = await setStripe(scope, { secretKey, webhookSecret, baseUrl }, body.publishable_key);
        if (set.ok) return set.value;
        const [{ field, ...failure }] = set.failures;
        return answerFailures(scope.requestId, [{ ...failure, field: field && members[field] }]);
      }),
  }),
  defineRoute({
    method: 'GET',
    path,
    summary: 'Get who charges for an organization in a mode',
    access: organizationWith('organizations:read', 'organizations:write'),
    params: OrganizationParams,
    query,
    responses,
    handle: (caller, { params, query: { mode } }, request) =>
      withSetting(caller, params.id, mode, request, readProcessorSetting),
  }),
  defineRoute({
    method: 'DELETE',
    path,
    summary: "Forget an organization's account at its processor",
    access: organizationWith('organizations:write'),
    params: OrganizationParams,
    query,
    responses,
    handle: (caller, { params, query: { mode } }, request) =>
      withSetting(caller, params.id, mode, request, unsetProcessor),
  }),
  defineRoute({
    method: 'POST',
    path: '/florin/v1/processors/stripe/{organization_id}/{mode}/webhook',
    summary: 'Take an event of Stripe',
    access: processor,
    params: Type.Object({ organization_id: UuidInput, mode: ModeInput }),
    responses: { 204: null },
    async handle(caller, { params }, request) {
      const scope = await organizationScope(caller, params.organization_id, params.mode, request);
      if (!scope || (await readProcessorSetting(scope)).processor !== 'stripe') {
        return notFound(caller.requestId, 'processor');
      }
      const stripe = await processorNamed(scope, 'stripe');
      const signature = request.headers['stripe-signature'];
      const read = await stripe.readWebhook(scope, {
        body: request.bytes,
        headers: { 'stripe-signature': typeof signature === 'string' ? signature : undefined },
      });
      if (!read.ok) return answerFailures(scope.requestId, read.failures);
      await receiveProcessorEvent(scope, read.value);
      return { status: 204 };
    },
  }),
];
