import type { Scope } from '../../platform/scope.ts';
import { type Changes, recordedIn } from '../changes/index.ts';
import type { AttachedField, CustomField } from './custom-field.ts';

/** Fields by id, in the order of the ids; those that are not there, or deleted, are left out. */
export async function selectCustomFields(scope: Scope, ids: readonly string[]): Promise<CustomField[]> {
  if (ids.length === 0) return [];
  return scope.database<CustomField[]>`
    select * from custom_fields
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])
      and deleted_at is null
    order by array_position(${[...ids]}::uuid[], id)`;
}

export async function selectCustomField(scope: Scope, id: string): Promise<CustomField | undefined> {
  const [field] = await selectCustomFields(scope, [id]);
  return field;
}

/** The fields that a product asks for, in its order; deleted ones are not asked for any more. */
export async function selectAttachedFields(
  scope: Scope,
  attached: readonly { customFieldId: string; required: boolean }[],
): Promise<AttachedField[]> {
  const fields = await selectCustomFields(
    scope,
    attached.map(({ customFieldId }) => customFieldId),
  );
  const required = new Map(attached.map((entry) => [entry.customFieldId, entry.required]));
  return fields.map((field) => ({ field, required: required.get(field.id) ?? false }));
}

/** The field, held until the transaction ends. */
export async function selectCustomFieldLocked(scope: Scope, id: string): Promise<CustomField | undefined> {
  const [row] = await scope.database<CustomField[]>`
    select * from custom_fields
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and deleted_at is null
    for update`;
  return row;
}

/** @throws a violation of `custom_fields_slug`. */
export async function insertCustomField(scope: Scope, field: CustomField, changes: Changes): Promise<void> {
  const f = field;
  const { database } = scope;
  const record = { type: 'custom_field.created', objectType: 'custom_field', objectId: f.id, changes };
  await database`
    with changed as (
      insert into custom_fields (organization_id, mode, id, created_at, type, slug, name, properties, metadata)
      values (${f.organizationId}, ${f.mode}, ${f.id}, ${f.createdAt}, ${f.type}, ${f.slug}, ${f.name},
        ${database.json(f.properties)}, ${database.json(f.metadata)})
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** @throws a violation of `custom_fields_slug`. */
export async function updateCustomFieldRow(
  scope: Scope,
  field: CustomField,
  record: { type: 'custom_field.updated' | 'custom_field.deleted'; changes: Changes },
): Promise<void> {
  const f = field;
  const { database } = scope;
  await database`
    with changed as (
      update custom_fields set modified_at = ${f.modifiedAt}, deleted_at = ${f.deletedAt}, slug = ${f.slug},
        name = ${f.name}, properties = ${database.json(f.properties)}, metadata = ${database.json(f.metadata)}
      where organization_id = ${f.organizationId} and mode = ${f.mode} and id = ${f.id}
      returning *),
    ${recordedIn(database, scope, { ...record, objectType: 'custom_field', objectId: f.id })}
    select 1`;
}

/**
 * Moves the answers to a field from one key to another, wherever answers are kept. Their rows get a new version, so that
 * nobody who read them before writes the old key again.
 */
export async function renameAnswers(scope: Scope, from: string, to: string): Promise<void> {
  const { database, organizationId, mode } = scope;
  for (const table of ['checkouts', 'invoices', 'subscriptions']) {
    await database`
      update ${database(table)} set version = version + 1, custom_field_data =
        (custom_field_data - ${from}::text) || jsonb_build_object(${to}::text, custom_field_data -> ${from}::text)
      where organization_id = ${organizationId} and mode = ${mode} and custom_field_data ? ${from}::text`;
  }
}
