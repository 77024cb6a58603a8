import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import type { CustomField } from './custom-field.ts';
import { selectCustomFieldLocked, updateCustomFieldRow } from './custom-fields.sql.ts';

/**
 * Takes a custom field out of use: nobody is asked for it any more and its slug is free again. Answers stay.
 *
 * @returns `not_found`
 */
export async function deleteCustomField(scope: Scope, id: string): Promise<Result<CustomField>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectCustomFieldLocked(inside, id);
    if (!before) return fail({ code: 'not_found', message: 'There is no such custom field.' });
    const now = scope.clock.now();
    const after: CustomField = { ...before, deletedAt: now, modifiedAt: now };
    const changes = changesBetween(before, after, ['deletedAt']);
    await updateCustomFieldRow(inside, after, { type: 'custom_field.deleted', changes });
    return ok(after);
  });
}
