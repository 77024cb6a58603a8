import { guarded, transaction, violatedUniqueIndex } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { slugTaken } from './create-custom-field.ts';
import type { CustomField, CustomFieldProperties, CustomFieldType } from './custom-field.ts';
import { renameAnswers, selectCustomFieldLocked, updateCustomFieldRow } from './custom-fields.sql.ts';

/** Members left out keep their value; properties are replaced as a whole. */
export type CustomFieldCommand = Partial<Pick<CustomField, 'slug' | 'name' | 'metadata'>> &
  {
    [T in CustomFieldType]: { type: T; properties?: CustomFieldProperties[T] };
  }[CustomFieldType];

const members = ['slug', 'name', 'properties', 'metadata'] as const;

/**
 * Changes a custom field. A new slug is the new key of the answers that were given under the old one.
 *
 * @returns `not_found`, `custom_field_type_fixed` (a field keeps its type) or `custom_field_slug_taken`.
 */
export async function updateCustomField(
  scope: Scope,
  id: string,
  command: CustomFieldCommand,
): Promise<Result<CustomField>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectCustomFieldLocked(inside, id);
    if (!before) return fail({ code: 'not_found', message: 'There is no such custom field.' });
    const after = changed(before, command, scope.clock.now());
    if (!after) {
      const message = "The type of a custom field can't be changed.";
      return fail({ code: 'custom_field_type_fixed', field: 'type', message });
    }
    const changes = changesBetween<CustomField>(before, after, members);
    if (Object.keys(changes).length === 0) return ok(before);
    try {
      const record = { type: 'custom_field.updated', changes } as const;
      await guarded(database, (savepoint) =>
        updateCustomFieldRow({ ...scope, database: savepoint }, after, record),
      );
    } catch (error) {
      if (violatedUniqueIndex(error) === 'custom_fields_slug') return fail(slugTaken);
      throw error;
    }
    if (after.slug !== before.slug) await renameAnswers(inside, before.slug, after.slug);
    return ok(after);
  });
}

/** The field as it is to be; undefined where the command is for a field of another type. */
function changed(before: CustomField, command: CustomFieldCommand, now: Date): CustomField | undefined {
  if (command.type !== before.type) return undefined;
  const { slug = before.slug, name = before.name, metadata = before.metadata, properties } = command;
  // Of one type, so that the properties are those of the field.
  return {
    ...before,
    slug,
    name,
    metadata,
    ...(properties ? { properties } : {}),
    modifiedAt: now,
  } as CustomField;
}
