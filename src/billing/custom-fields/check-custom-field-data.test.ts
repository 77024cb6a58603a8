import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkCustomFieldData } from './check-custom-field-data.ts';
import type { AttachedField, CustomFieldKind } from './custom-field.ts';

function attached(slug: string, kind: CustomFieldKind, required = false): AttachedField {
  const now = new Date('2026-01-01T00:00:00Z');
  const common = {
    organizationId: 'o',
    mode: 'test',
    id: slug,
    createdAt: now,
    modifiedAt: null,
    deletedAt: null,
    slug,
    name: slug,
    metadata: {},
  } as const;
  return { field: { ...common, ...kind }, required };
}

const text = (properties = {}) => ({ type: 'text', properties }) as const;
const number = (properties = {}) => ({ type: 'number', properties }) as const;
const date = (properties = {}) => ({ type: 'date', properties }) as const;
const checkbox = { type: 'checkbox', properties: {} } as const;
const select: CustomFieldKind = {
  type: 'select',
  properties: {
    options: [
      { value: 's', label: 'Small' },
      { value: 'm', label: 'Medium' },
      { value: 'l', label: 'Large' },
    ],
  },
};

/** One value of one field: what is kept of it, or what is wrong with it. */
function verdict(kind: CustomFieldKind, value: unknown, required = false): unknown {
  const result = checkCustomFieldData([attached('f', kind, required)], { f: value }, { required });
  return result.ok ? result.value.f : `${result.failures[0].code} · ${result.failures[0].message}`;
}

test('what is kept of each type', () => {
  const cases: [CustomFieldKind, unknown, unknown][] = [
    [text(), 'abc', 'abc'],
    [text({ maxLength: 1 }), '😀', '😀'],
    [text(), '', ''],
    [number(), 5, 5],
    [number(), ' -7 ', -7],
    [number({ minimum: 0, maximum: 0 }), 0, 0],
    [date(), '2026-02-28', '2026-02-28'],
    [date(), '2026-02-28T10:00:00+02:00', '2026-02-28T08:00:00Z'],
    [date(), '2026-02-28 10:00', '2026-02-28T10:00:00Z'],
    [checkbox, false, false],
    [checkbox, 'on', true],
    [select, 'm', 'm'],
    [text(), null, undefined],
  ];
  for (const [kind, value, expected] of cases)
    assert.equal(verdict(kind, value), expected, JSON.stringify(value));
});

test('what is refused of each type', () => {
  const cases: [CustomFieldKind, unknown, string][] = [
    [text(), 5, 'custom_field_type · Input should be a valid string'],
    [text({ minLength: 3 }), 'ab', 'custom_field_too_short · String should have at least 3 characters'],
    [text({ maxLength: 1 }), 'ab', 'custom_field_too_long · String should have at most 1 character'],
    [text(), 'a\0b', 'custom_field_characters · This value contains invalid characters'],
    [number(), 1.5, 'custom_field_type · Input should be a valid integer'],
    [
      number(),
      'many',
      'custom_field_parsing · Input should be a valid integer, unable to parse string as an integer',
    ],
    [number({ minimum: 3 }), 2, 'custom_field_too_small · Input should be greater than or equal to 3'],
    [number({ maximum: 3 }), '4', 'custom_field_too_large · Input should be less than or equal to 3'],
    [number(), 2 ** 53, 'custom_field_too_large · Input should be less than or equal to 9007199254740991'],
    [date(), 7, 'custom_field_type · Input should be a valid string'],
    [date(), '2026-02-30', 'custom_field_parsing · Input should be a valid date or datetime'],
    [date(), '9999-12-31T23:00:00-05:00', 'custom_field_parsing · Input should be a valid date or datetime'],
    [
      date({ minimum: 1_767_225_600 }),
      '2025-12-31',
      'custom_field_too_small · Input should be greater than or equal to 2026-01-01T00:00:00Z',
    ],
    [
      date({ maximum: 0 }),
      '1970-01-01T00:00:01Z',
      'custom_field_too_large · Input should be less than or equal to 1970-01-01T00:00:00Z',
    ],
    [
      checkbox,
      'perhaps',
      'custom_field_parsing · Input should be a valid boolean, unable to interpret input',
    ],
    [checkbox, [], 'custom_field_type · Input should be a valid boolean'],
    [select, 'xl', "custom_field_option · Input should be 's', 'm' or 'l'"],
    [select, ['s'], "custom_field_option · Input should be 's', 'm' or 'l'"],
  ];
  for (const [kind, value, expected] of cases)
    assert.equal(verdict(kind, value), expected, JSON.stringify(value));
});

test('what is required is asked for only when it must be there by now', () => {
  const fields = [attached('t', text(), true), attached('c', checkbox, true), attached('o', text(), false)];
  assert.deepEqual(checkCustomFieldData(fields, { c: false, t: '' }, { required: false }), {
    ok: true,
    value: { t: '', c: false },
  });
  const result = checkCustomFieldData(fields, { c: false, t: '' }, { required: true });
  assert.ok(!result.ok);
  assert.deepEqual(
    result.failures.map(({ code, field, detail, message }) => [code, field, detail?.slug, message]),
    [
      ['custom_field_missing', 't', 't', 'Field is required.'],
      ['custom_field_option', 'c', 'c', 'Input should be True'],
    ],
  );
  assert.equal(verdict(checkbox, undefined, true), 'custom_field_missing · Field is required.');
  assert.equal(verdict(checkbox, true, true), true);
});

test('only values of fields are kept, whatever the fields are called', () => {
  const fields = [attached('__proto__', text()), attached('constructor', text())];
  const data = JSON.parse('{"__proto__": "a", "toString": "b"}');
  const result = checkCustomFieldData(fields, data, { required: false });
  assert.ok(result.ok);
  assert.deepEqual(Object.entries(result.value), [['__proto__', 'a']]);
});

test('any JSON is either taken or refused by name, and what was taken is taken again unchanged', () => {
  const kind = fc.constantFrom<CustomFieldKind>(text({ minLength: 1 }), number(), date(), checkbox, select);
  fc.assert(
    fc.property(
      kind,
      fc.oneof(fc.jsonValue(), fc.date().map(String), fc.string()),
      fc.boolean(),
      (one, value, must) => {
        const fields = [attached('f', one, must)];
        const first = checkCustomFieldData(fields, { f: value }, { required: must });
        if (!first.ok) return assert.equal(first.failures[0].detail?.slug, 'f');
        assert.deepEqual(checkCustomFieldData(fields, first.value, { required: must }), first);
      },
    ),
  );
});
