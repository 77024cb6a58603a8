import { type Static, Type } from 'typebox';
import {
  type ApiKey,
  type Authenticator,
  allScopes,
  createApiKey,
  revokeApiKey,
  selectApiKeys,
} from '../../billing/api-keys/index.ts';
import { selectOrganization } from '../../billing/organizations/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { type Access, organizationWith } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { OrganizationParams } from './organizations.ts';
import {
  listOf,
  ModeInput,
  MomentInput,
  NameInput,
  nullable,
  optional,
  PricingModelIdInput,
  page,
  pageQuery,
  Timestamp,
  Uuid,
  UuidInput,
} from './schemas.ts';

const ScopeInput = Type.Unsafe<string>({ type: 'string', enum: [...allScopes] });

const KeyCreate = Type.Object({
  name: NameInput,
  mode: ModeInput,
  scopes: optional(Type.Array(ScopeInput, { maxItems: 1000, description: 'All there are, where left out.' })),
  expires_at: optional(MomentInput),
  pricing_model_id: optional(PricingModelIdInput),
});

const keyMembers = {
  id: Uuid,
  organization_id: Uuid,
  mode: ModeInput,
  created_at: Timestamp,
  name: Type.String(),
  token_hint: Type.String({ description: 'The last four characters of the token.' }),
  scopes: Type.Array(Type.String()),
  pricing_model_id: Uuid,
  expires_at: nullable(Timestamp),
  revoked_at: nullable(Timestamp),
  last_used_at: nullable(Timestamp),
};

const KeySchema = Type.Object(keyMembers);
const NewKeySchema = Type.Object({
  ...keyMembers,
  token: Type.String({ description: 'Shown here and nowhere again.' }),
});

export function keyView(key: ApiKey): Static<typeof KeySchema> {
  return {
    id: key.id,
    organization_id: key.organizationId,
    mode: key.mode,
    created_at: key.createdAt.toISOString(),
    name: key.name,
    token_hint: key.tokenHint,
    scopes: key.scopes,
    pricing_model_id: key.pricingModelId,
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
  };
}

/** The operator's scope, narrowed to one organization. */
function within(scope: Scope, organizationId: string, mode: Mode): Scope {
  return { ...scope, organizationId, mode };
}

export const keyRoutes = (keys: Pick<Authenticator, 'forget'>): Route<Access>[] => [
  defineRoute({
    method: 'POST',
    path: '/florin/v1/organizations/{id}/keys',
    summary: 'Make an API key',
    access: organizationWith('organization_access_tokens:write'),
    params: OrganizationParams,
    body: KeyCreate,
    responses: { 201: NewKeySchema },
    async handle(scope, { params, body }) {
      if (!(await selectOrganization(scope.database, params.id)))
        return notFound(scope.requestId, 'organization');
      const result = await createApiKey(within(scope, params.id, body.mode), {
        name: body.name,
        scopes: body.scopes ?? undefined,
        expiresAt: body.expires_at,
        pricingModelId: body.pricing_model_id ?? undefined,
      });
      if (!result.ok) return answerFailures(scope.requestId, result.failures);
      const { key, token } = result.value;
      return { status: 201, body: { ...keyView(key), token } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/organizations/{id}/keys',
    summary: 'List the API keys of an organization, newest first',
    access: organizationWith('organization_access_tokens:read', 'organization_access_tokens:write'),
    params: OrganizationParams,
    query: Type.Object({ ...pageQuery, mode: Type.Optional(ModeInput) }),
    responses: { 200: listOf(KeySchema) },
    async handle(scope, { params, query }) {
      if (!(await selectOrganization(scope.database, params.id)))
        return notFound(scope.requestId, 'organization');
      const rows = await selectApiKeys(
        scope.database,
        params.id,
        { mode: query.mode },
        { limit: query.limit + 1, before: query.cursor },
      );
      return { status: 200, body: page(rows, query.limit, keyView) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/florin/v1/organizations/{id}/keys/{key_id}',
    summary: 'Revoke an API key',
    access: organizationWith('organization_access_tokens:write'),
    params: Type.Object({ ...OrganizationParams.properties, key_id: UuidInput }),
    responses: { 204: null },
    async handle(scope, { params }) {
      const result = await revokeApiKey(within(scope, params.id, scope.mode), params.key_id);
      keys.forget();
      return result.ok ? { status: 204 } : notFound(scope.requestId, 'key');
    },
  }),
];
