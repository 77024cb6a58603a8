import { type TSchema, Type } from 'typebox';
import { isPlausibleEmail } from '../../platform/email.ts';
import { parsePrefixedId, parseUuid } from '../../platform/ids.ts';
import { open, type ParseOutcome, parsed } from '../../platform/schema.ts';
import { codePointLength } from '../../platform/text.ts';
import { missingRule } from './issues.ts';

export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** The row that an id stands for: the prefixed form that we show, or the bare UUID. */
export function uuidOf(idPrefix: string, text: string): string | undefined {
  const uuid = parsePrefixedId(idPrefix, text);
  if (uuid !== null) return uuid;
  const result = parseUuid(text);
  return 'uuid' in result ? result.uuid : undefined;
}

/** The id in a path. One that cannot be any object's is told as an unknown one. */
export function idInput(idPrefix: string, what: string) {
  return parsed(Type.String(), (text): ParseOutcome<string> => {
    const uuid = uuidOf(idPrefix, text);
    return uuid === undefined ? { type: 'not_found', reason: `${what} not found` } : { value: uuid };
  });
}

/** Kept as it was sent. Atlas: never empty. */
export const EmailInput = parsed(Type.String({ format: 'email' }), (text): ParseOutcome<string> => {
  if (text === '') return { type: missingRule, reason: '' };
  return isPlausibleEmail(text) ? { value: text } : { type: 'format', reason: 'must be an e-mail address' };
});

const longestText = 5000;

export const TextInput = Type.String({ maxLength: longestText });

const mostTaxIds = 100;

const TaxIdInput = parsed(
  open(
    Type.Object({
      type: Type.String({ minLength: 1, maxLength: 100 }),
      value: Type.String({ minLength: 1, maxLength: 100 }),
    }),
  ),
  ({ type, value, ...other }) => ({
    value: { format: type, value, ...(Object.keys(other).length > 0 ? { other } : {}) },
  }),
);

export const TaxIdsInput = Type.Array(TaxIdInput, { maxItems: mostTaxIds });

const longestMetadataValue = 500;

/** At most 50 keys of 40 characters; texts of 500, and whatever else JSON has as it was sent. */
export const MetadataInput = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  maxProperties: 50,
  propertyNames: Type.String({ maxLength: 40 }),
  additionalProperties: parsed(Type.Unsafe<unknown>({}), (value) =>
    typeof value === 'string' && codePointLength(value) > longestMetadataValue
      ? { type: 'too_long', reason: `must have at most ${longestMetadataValue} characters` }
      : { value },
  ),
});

export const IntervalSchema = Type.Union([
  Type.Literal('day'),
  Type.Literal('week'),
  Type.Literal('month'),
  Type.Literal('year'),
]);

/** Atlas: whole seconds since 1970, rounded down. */
export function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

export function secondsOrNull(date: Date | null): number | null {
  return date && seconds(date);
}
