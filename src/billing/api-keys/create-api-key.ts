import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken, newToken } from '../../platform/tokens.ts';
import { selectDefaultPricingModel, selectPricingModel } from '../catalog/index.ts';
import { recordChange } from '../changes/index.ts';
import { type ApiKey, allScopes } from './api-key.ts';
import { insertApiKey } from './api-keys.sql.ts';

export type ApiKeyInput = {
  name: string;
  scopes?: readonly string[];
  /** May lie in the past: then the key is simply expired. */
  expiresAt?: Date | null;
  pricingModelId?: string;
};

/**
 * Makes a key for the scope's organization and mode. The token is answered here and nowhere again.
 *
 * @returns `scope_unknown` or `pricing_model_unknown`.
 */
export async function createApiKey(
  scope: Scope,
  input: ApiKeyInput,
): Promise<Result<{ key: ApiKey; token: string }>> {
  const unknown = input.scopes?.find((name) => !allScopes.includes(name));
  if (unknown !== undefined) {
    return fail({ code: 'scope_unknown', field: 'scopes', message: `There is no scope ${unknown}.` });
  }
  const model = input.pricingModelId
    ? await selectPricingModel(scope, input.pricingModelId)
    : await selectDefaultPricingModel(scope);
  if (!model) {
    return fail({
      code: 'pricing_model_unknown',
      field: 'pricing_model_id',
      message: 'There is no such pricing model.',
    });
  }
  const token = newToken(scope.mode === 'live' ? 'sk_live_' : 'sk_test_');
  const now = scope.clock.now();
  const key: ApiKey = {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    name: input.name,
    tokenHint: token.slice(-4),
    scopes: [...new Set(input.scopes ?? allScopes)],
    pricingModelId: model.id,
    expiresAt: input.expiresAt ?? null,
    revokedAt: null,
    lastUsedAt: null,
  };
  await transaction(scope.database, async (database) => {
    await insertApiKey(database, key, hashToken(token));
    await recordChange(
      { ...scope, database },
      {
        type: 'api_key.created',
        objectType: 'api_key',
        objectId: key.id,
        changes: { name: { before: null, after: key.name }, scopes: { before: null, after: key.scopes } },
        data: { id: key.id, name: key.name, scopes: key.scopes },
      },
    );
  });
  return ok({ key, token });
}
