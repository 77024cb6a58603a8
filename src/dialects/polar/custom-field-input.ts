import { type Static, Type } from 'typebox';
import type {
  CustomField,
  CustomFieldProperties,
  CustomFieldType,
} from '../../billing/custom-fields/index.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import { codePointLength } from '../../platform/text.ts';
import { propertyNames } from './custom-field-view.ts';
import { MetadataInput, nullable, UuidInput } from './schemas.ts';

const slugPattern = '^[a-z0-9-_]+$';
/** Slugs are in an index of the database. */
const longestSlug = 256;

/** In lower case whatever it was written in. */
const SlugInput = parsed(Type.String({ minLength: 1 }), (text): ParseOutcome<string> => {
  const slug = text.toLowerCase();
  if (codePointLength(slug) > longestSlug) {
    const reason = `String should have at most ${longestSlug} characters`;
    return { type: 'string_too_long', reason, context: { max_length: longestSlug } };
  }
  if (/^[a-z0-9_-]+$/.test(slug)) return { value: slug };
  const reason = `String should match pattern '${slugPattern}'`;
  return { type: 'string_pattern_mismatch', reason, context: { pattern: slugPattern } };
});

const Name = Type.String({ minLength: 1 });
const Text = Type.Optional(Type.String());
const Length = Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 }));
const Bound = Type.Optional(Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 }));
const formTexts = { form_label: Text, form_help_text: Text, form_placeholder: Text };
const Option = Type.Object({ value: Type.String({ minLength: 1 }), label: Type.String({ minLength: 1 }) });

const propertyMembers = {
  text: { ...formTexts, textarea: Type.Optional(Type.Boolean()), min_length: Length, max_length: Length },
  number: { ...formTexts, ge: Bound, le: Bound },
  date: { ...formTexts, ge: Bound, le: Bound },
  checkbox: formTexts,
  select: { ...formTexts, options: Type.Array(Option, { minItems: 1 }) },
};

const coreNames = Object.fromEntries(Object.entries(propertyNames).map(([core, vendor]) => [vendor, core]));

/** The properties of a type in the core's words; an empty text is as good as none. */
function propertiesOf<T extends CustomFieldType>(type: T) {
  return parsed(Type.Object(propertyMembers[type]), (given) => {
    const named = Object.entries(given).map(([name, value]) => [coreNames[name] ?? name, value]);
    const value = Object.fromEntries(named.filter(([, property]) => property !== ''));
    return { value: value as CustomFieldProperties[T] };
  });
}

function createOf<T extends CustomFieldType>(type: T) {
  return Type.Object({
    metadata: Type.Optional(MetadataInput),
    type: Type.Literal(type),
    slug: SlugInput,
    name: Name,
    organization_id: Type.Optional(nullable(UuidInput)),
    properties: propertiesOf(type),
  });
}

function updateOf<T extends CustomFieldType>(type: T) {
  return Type.Object({
    metadata: Type.Optional(MetadataInput),
    name: Type.Optional(nullable(Name)),
    slug: Type.Optional(nullable(SlugInput)),
    type: Type.Literal(type),
    properties: Type.Optional(nullable(propertiesOf(type))),
  });
}

/** The type says which properties there are. */
const byType = { discriminator: { propertyName: 'type', inPath: true } };

type Create = { [T in CustomFieldType]: Static<ReturnType<typeof createOf<T>>> }[CustomFieldType];
type Update = { [T in CustomFieldType]: Static<ReturnType<typeof updateOf<T>>> }[CustomFieldType];

export const CustomFieldCreate = Type.Unsafe<Create>({
  oneOf: [createOf('text'), createOf('number'), createOf('date'), createOf('checkbox'), createOf('select')],
  ...byType,
});

export const CustomFieldUpdate = Type.Unsafe<Update>({
  oneOf: [updateOf('text'), updateOf('number'), updateOf('date'), updateOf('checkbox'), updateOf('select')],
  ...byType,
});

export const TypeFilter = Type.Unsafe<CustomField['type']>({
  type: 'string',
  enum: ['text', 'number', 'date', 'checkbox', 'select'],
});
