import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { recordChange } from '../changes/index.ts';
import type { ApiKey } from './api-key.ts';
import { notifyApiKeysChanged, updateApiKeyRevoked } from './api-keys.sql.ts';

/**
 * Ends a key, in whichever mode it is. The commit tells every process, which takes moments.
 *
 * @returns `not_found` where the organization has no such key.
 */
export async function revokeApiKey(scope: Scope, id: string): Promise<Result<ApiKey>> {
  const revoked = await transaction(scope.database, async (database) => {
    const key = await updateApiKeyRevoked(database, scope.organizationId, id, scope.clock.now());
    if (!key) return undefined;
    await notifyApiKeysChanged(database);
    await recordChange(
      { ...scope, mode: key.mode, database },
      {
        type: 'api_key.revoked',
        objectType: 'api_key',
        objectId: key.id,
        changes: { revokedAt: { before: null, after: key.revokedAt } },
        data: { id: key.id, name: key.name },
      },
    );
    return key;
  });
  return revoked ? ok(revoked) : fail({ code: 'not_found', message: 'There is no such key.' });
}
