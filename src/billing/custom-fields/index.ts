export { checkCustomFieldData } from './check-custom-field-data.ts';
export { type CustomFieldInput, createCustomField } from './create-custom-field.ts';
export type {
  AttachedField,
  CustomField,
  CustomFieldData,
  CustomFieldProperties,
  CustomFieldType,
} from './custom-field.ts';
export { selectAttachedFields, selectCustomField, selectCustomFields } from './custom-fields.sql.ts';
export { deleteCustomField } from './delete-custom-field.ts';
export { listCustomFields } from './list-custom-fields.sql.ts';
export { type CustomFieldCommand, updateCustomField } from './update-custom-field.ts';
