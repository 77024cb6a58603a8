import { newId } from '../../platform/ids.ts';
import { guarded, violatedUniqueIndex } from '../../platform/postgres/database.ts';
import { type Failure, fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import type { CustomField, CustomFieldKind } from './custom-field.ts';
import { insertCustomField } from './custom-fields.sql.ts';

export type CustomFieldInput = Pick<CustomField, 'slug' | 'name' | 'metadata'> & CustomFieldKind;

/**
 * Makes a custom field.
 *
 * @returns `custom_field_slug_taken`
 */
export async function createCustomField(scope: Scope, input: CustomFieldInput): Promise<Result<CustomField>> {
  const now = scope.clock.now();
  const field: CustomField = {
    ...input,
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    deletedAt: null,
  };
  try {
    const members = ['type', 'slug', 'name', 'properties', 'metadata'] as const;
    const changes = changesBetween<CustomField>(null, field, members);
    await guarded(scope.database, (database) => insertCustomField({ ...scope, database }, field, changes));
  } catch (error) {
    if (violatedUniqueIndex(error) === 'custom_fields_slug') return fail(slugTaken);
    throw error;
  }
  return ok(field);
}

export const slugTaken: Failure = {
  code: 'custom_field_slug_taken',
  field: 'slug',
  message: 'Custom field with this slug already exists.',
};
