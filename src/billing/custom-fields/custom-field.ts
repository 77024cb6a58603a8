/** How a form shows a field. */
type FormTexts = { formLabel?: string; formHelpText?: string; formPlaceholder?: string };

/** What a field's values must be like, by the field's type. */
export type CustomFieldProperties = {
  /** Lengths in code points. */
  text: FormTexts & { textarea?: boolean; minLength?: number; maxLength?: number };
  number: FormTexts & { minimum?: number; maximum?: number };
  /** Bounds in Unix seconds. */
  date: FormTexts & { minimum?: number; maximum?: number };
  checkbox: FormTexts;
  select: FormTexts & { options: { value: string; label: string }[] };
};

export type CustomFieldType = keyof CustomFieldProperties;

/** A field's type with the properties that go with it. */
export type CustomFieldKind = {
  [T in CustomFieldType]: { type: T; properties: CustomFieldProperties[T] };
}[CustomFieldType];

/** A question that a merchant puts to buyers. */
export type CustomField = {
  organizationId: string;
  mode: 'test' | 'live';
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  deletedAt: Date | null;
  /** The key of its values in `customFieldData`; unique in an organization. */
  slug: string;
  name: string;
  metadata: Record<string, string | number | boolean>;
} & CustomFieldKind;

/** A field as a product asks for it. */
export type AttachedField = { field: CustomField; required: boolean };

/** The values of custom fields, by slug. Dates are ISO texts: a day, or a moment in UTC. */
export type CustomFieldData = Record<string, string | number | boolean>;
