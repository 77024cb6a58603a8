import { fieldProblem, readOptionalCount } from '../shared/amount-input.tsx';
import { dayText } from '../shared/day-field.tsx';
import { type MetadataEntry, metadataEntries, metadataOf } from '../shared/metadata.tsx';
import type { CustomField, CustomFieldCreate } from '../shared/objects.ts';

export type FieldDraft = {
  name: string;
  slug: string;
  type: CustomField['type'];
  label: string;
  helpText: string;
  placeholder: string;
  isLong: boolean;
  /** The least and the most: characters, a number, or a day. */
  least: string;
  most: string;
  options: { value: string; label: string }[];
  metadata: MetadataEntry[];
};

export const emptyField: FieldDraft = {
  name: '',
  slug: '',
  type: 'text',
  label: '',
  helpText: '',
  placeholder: '',
  isLong: false,
  least: '',
  most: '',
  options: [{ value: '', label: '' }],
  metadata: [],
};

type Properties = {
  form_label?: string;
  form_help_text?: string;
  form_placeholder?: string;
  textarea?: boolean;
  min_length?: number;
  max_length?: number;
  ge?: number;
  le?: number;
  options?: { value: string; label: string }[];
};

export function fieldDraft(field: CustomField): FieldDraft {
  const properties = field.properties as Properties;
  const shown = (bound: number | undefined) => {
    if (bound === undefined) return '';
    return field.type === 'date' ? dayText(new Date(bound * 1_000).toISOString()) : String(bound);
  };
  return {
    name: field.name,
    slug: field.slug,
    type: field.type,
    label: properties.form_label ?? '',
    helpText: properties.form_help_text ?? '',
    placeholder: properties.form_placeholder ?? '',
    isLong: properties.textarea ?? false,
    least: shown(properties.min_length ?? properties.ge),
    most: shown(properties.max_length ?? properties.le),
    options: properties.options ?? [{ value: '', label: '' }],
    metadata: metadataEntries(field.metadata),
  };
}

/** "Team name" as a key: `team_name`. */
export const keyFrom = (name: string) =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')
    .slice(0, 64);

function propertiesOf(draft: FieldDraft): Properties {
  const texts = {
    ...(draft.label.trim() ? { form_label: draft.label.trim() } : {}),
    ...(draft.helpText.trim() ? { form_help_text: draft.helpText.trim() } : {}),
    ...(draft.placeholder.trim() ? { form_placeholder: draft.placeholder.trim() } : {}),
  };
  const bounds = <Least extends string, Most extends string>(
    least: Least,
    most: Most,
    read: (text: string, path: string) => number | null,
  ) => {
    const from = read(draft.least, `properties.${least}`);
    const to = read(draft.most, `properties.${most}`);
    return { ...(from === null ? {} : { [least]: from }), ...(to === null ? {} : { [most]: to }) };
  };
  switch (draft.type) {
    case 'text':
      return { ...texts, textarea: draft.isLong, ...bounds('min_length', 'max_length', readOptionalCount) };
    case 'number':
      return { ...texts, ...bounds('ge', 'le', readInteger) };
    case 'date':
      return { ...texts, ...bounds('ge', 'le', readDay) };
    case 'checkbox':
      return texts;
    case 'select': {
      const options = draft.options.filter(({ value, label }) => value.trim() || label.trim());
      if (options.length === 0) throw fieldProblem('properties.options', 'Name one choice at least.');
      return {
        ...texts,
        options: options.map(({ value, label }) => ({
          value: value.trim() || keyFrom(label) || label.trim(),
          label: label.trim() || value.trim(),
        })),
      };
    }
  }
}

function readInteger(text: string, path: string): number | null {
  if (text.trim() === '') return null;
  if (/^-?\d{1,10}$/.test(text.trim())) return Number(text);
  throw fieldProblem(path, 'A whole number is needed.');
}

/** Days are seconds since 1970 in the API. */
const readDay = (text: string) => (text === '' ? null : Date.parse(`${text}T00:00:00Z`) / 1_000);

export function readField(draft: FieldDraft, before: Record<string, unknown> = {}): CustomFieldCreate {
  return {
    type: draft.type,
    name: draft.name.trim(),
    slug: draft.slug.trim() || keyFrom(draft.name),
    properties: propertiesOf(draft),
    metadata: metadataOf(draft.metadata, before),
  } as CustomFieldCreate;
}
