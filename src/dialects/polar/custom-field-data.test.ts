import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AttachedField, checkCustomFieldData } from '../../billing/custom-fields/index.ts';
import { customFieldDataDetails } from './custom-field-data.ts';

const common = {
  organizationId: 'o',
  mode: 'test',
  id: 'f',
  createdAt: new Date(0),
  modifiedAt: null,
  deletedAt: null,
  name: 'Field',
  metadata: {},
} as const;

const fields: AttachedField[] = [
  { field: { ...common, slug: 'name', type: 'text', properties: { minLength: 3 } }, required: true },
  { field: { ...common, slug: 'age', type: 'number', properties: { minimum: 18 } }, required: true },
  { field: { ...common, slug: 'terms', type: 'checkbox', properties: {} }, required: true },
  { field: { ...common, slug: 'born', type: 'date', properties: {} }, required: false },
];

test('each failure is told at its field', () => {
  const data = { name: 'ab', age: 17, terms: false, born: 'soon', other: 1 };
  const result = checkCustomFieldData(fields, data, { required: true });
  assert.ok(!result.ok);
  const at = (slug: string) => ['body', 'custom_field_data', slug];
  assert.deepEqual(customFieldDataDetails(result.failures, data), [
    {
      type: 'string_too_short',
      loc: at('name'),
      msg: 'String should have at least 3 characters',
      input: 'ab',
      ctx: { min_length: 3 },
    },
    {
      type: 'greater_than_equal',
      loc: at('age'),
      msg: 'Input should be greater than or equal to 18',
      input: 17,
      ctx: { ge: 18 },
    },
    {
      type: 'literal_error',
      loc: at('terms'),
      msg: 'Input should be True',
      input: false,
      ctx: { expected: 'True' },
    },
    {
      type: 'date_from_datetime_parsing',
      loc: at('born'),
      msg: 'Input should be a valid date or datetime',
      input: 'soon',
    },
  ]);
});

test('what is missing is told without what was sent', () => {
  const result = checkCustomFieldData(fields, { name: '', terms: true }, { required: true });
  assert.ok(!result.ok);
  assert.deepEqual(customFieldDataDetails(result.failures, { name: '', terms: true }), [
    { type: 'missing', loc: ['body', 'custom_field_data', 'name'], msg: 'Field is required.', input: null },
    { type: 'missing', loc: ['body', 'custom_field_data', 'age'], msg: 'Field is required.', input: null },
  ]);
});
