import { Type } from 'typebox';
import type { AttachedField, CustomField, CustomFieldType } from '../../billing/custom-fields/index.ts';
import { metadataView, timestamp, timestampOrNull } from './customer-view.ts';
import { Metadata, nullable, Timestamp, Uuid } from './schemas.ts';

const text = Type.Optional(Type.String());
const integer = Type.Optional(Type.Integer());
const formTexts = { form_label: text, form_help_text: text, form_placeholder: text };

const propertyMembers = {
  text: { ...formTexts, textarea: Type.Optional(Type.Boolean()), min_length: integer, max_length: integer },
  number: { ...formTexts, ge: integer, le: integer },
  date: { ...formTexts, ge: integer, le: integer },
  checkbox: formTexts,
  select: {
    ...formTexts,
    options: Type.Array(Type.Object({ value: Type.String(), label: Type.String() })),
  },
};

function schemaOf(type: CustomFieldType) {
  return Type.Object({
    created_at: Timestamp,
    modified_at: nullable(Timestamp),
    id: Uuid,
    metadata: Metadata,
    type: Type.Literal(type),
    slug: Type.String(),
    name: Type.String(),
    organization_id: Uuid,
    properties: Type.Object(propertyMembers[type]),
  });
}

export const CustomFieldSchema = Type.Union([
  schemaOf('text'),
  schemaOf('number'),
  schemaOf('date'),
  schemaOf('checkbox'),
  schemaOf('select'),
]);

/** What Polar calls the properties of a field. */
export const propertyNames: Record<string, string> = {
  formLabel: 'form_label',
  formHelpText: 'form_help_text',
  formPlaceholder: 'form_placeholder',
  minLength: 'min_length',
  maxLength: 'max_length',
  minimum: 'ge',
  maximum: 'le',
};

/** A custom field as Polar shows it: of its properties those that are set. */
export function customFieldView(field: CustomField) {
  const properties = Object.entries(field.properties).map(([name, value]) => [
    propertyNames[name] ?? name,
    value,
  ]);
  return {
    created_at: timestamp(field.createdAt),
    modified_at: timestampOrNull(field.modifiedAt),
    id: field.id,
    metadata: metadataView(field.metadata),
    type: field.type,
    slug: field.slug,
    name: field.name,
    organization_id: field.organizationId,
    properties: Object.fromEntries(properties),
  };
}

/** The fields that a product asks for, as a product or a checkout shows them. */
export function attachedFieldViews(fields: readonly AttachedField[]) {
  return fields.map(({ field, required }, order) => ({
    custom_field_id: field.id,
    custom_field: customFieldView(field),
    order,
    required,
  }));
}
