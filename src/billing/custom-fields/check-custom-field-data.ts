import { type TSchema, Type } from 'typebox';
import { type Failure, failAll, ok, type Result } from '../../platform/result.ts';
import { check, type Issue, type ParseOutcome, parsed } from '../../platform/schema.ts';
import type { AttachedField, CustomField, CustomFieldData } from './custom-field.ts';

/**
 * Checks values against the fields that they are for. Numbers, switches and dates are read out of texts as well, which is
 * all that an address can carry. Values without a field are dropped, and null is no value.
 *
 * @param rules `required`: whether what a product requires must be there by now: a text that is not empty, a checkbox that
 *   is ticked
 * @returns the values by slug, or a failure a field, whose `detail.slug` names it: `custom_field_missing`,
 *   `custom_field_type` (`expected`: string, integer, boolean, date), `custom_field_parsing` (of a text), `custom_field_too_short`
 *   and `custom_field_too_long` (`limit`), `custom_field_too_small` and `custom_field_too_large` (`limit`),
 *   `custom_field_option` (`options`), `custom_field_characters`.
 */
export function checkCustomFieldData(
  fields: readonly AttachedField[],
  data: Readonly<Record<string, unknown>>,
  rules: { required: boolean },
): Result<CustomFieldData> {
  const values: [string, string | number | boolean][] = [];
  const failures: Failure[] = [];
  for (const { field, required } of fields) {
    const { slug } = field;
    const given = Object.hasOwn(data, slug) ? data[slug] : undefined;
    const mustBeThere = rules.required && required;
    if (given === undefined || given === null || (mustBeThere && given === '')) {
      if (mustBeThere) failures.push(fieldFailure(slug, 'missing', 'Field is required.'));
      continue;
    }
    const checked = check(valueSchema(field, mustBeThere), given, { coerce: true });
    if (checked.ok) values.push([slug, checked.value as string | number | boolean]);
    else failures.push(...checked.issues.slice(0, 1).map((issue) => issueFailure(slug, issue)));
  }
  // Not by plain assignment: a field may be called `__proto__`.
  return failAll(failures) ?? ok(Object.fromEntries(values));
}

function valueSchema(field: CustomField, mustBeThere: boolean): TSchema {
  switch (field.type) {
    case 'text':
      return Type.String({ minLength: field.properties.minLength, maxLength: field.properties.maxLength });
    case 'number':
      return Type.Integer({ minimum: field.properties.minimum, maximum: field.properties.maximum });
    case 'date':
      return dateSchema(field.properties);
    case 'checkbox':
      return parsed(Type.Boolean(), (value) =>
        mustBeThere && !value ? { type: 'ticked', reason: 'Input should be True' } : { value },
      );
    case 'select':
      return Type.Unsafe<string>({ enum: field.properties.options.map(({ value }) => value) });
  }
}

/** Four-digit years only. Without an offset it is UTC. */
const datePattern =
  /^(?<day>\d{4}-\d{2}-\d{2})(?:[T ](?<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?<offset>Z|[+-]\d{2}:?\d{2})?)?$/i;

function dateSchema({ minimum, maximum }: { minimum?: number; maximum?: number }): TSchema {
  return parsed(Type.String({ format: 'date' }), (text): ParseOutcome<string> => {
    const read = readDate(text.trim());
    if (read === null) return { type: 'date', reason: 'Input should be a valid date or datetime' };
    const seconds = read.moment.getTime() / 1000;
    if (minimum !== undefined && seconds < minimum) return outside('small', 'greater', minimum);
    if (maximum !== undefined && seconds > maximum) return outside('large', 'less', maximum);
    return { value: read.text };
  });
}

function outside(side: 'small' | 'large', word: string, limit: number) {
  const shown = new Date(limit * 1000).toISOString().replace('.000Z', 'Z');
  return {
    type: `too_${side}`,
    reason: `Input should be ${word} than or equal to ${shown}`,
    context: { limit: shown },
  };
}

/** A day stays a day; a moment is written in UTC. */
function readDate(text: string): { text: string; moment: Date } | null {
  const { day, time, offset = 'Z' } = datePattern.exec(text)?.groups ?? {};
  if (day === undefined) return null;
  const midnight = new Date(`${day}T00:00:00Z`);
  // The parser of dates takes the 30th of February for the 2nd of March.
  if (!midnight.toJSON()?.startsWith(day)) return null;
  if (time === undefined) return { text: day, moment: midnight };
  const zone = offset.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const moment = new Date(`${day}T${time}${zone}`);
  const written = moment.toJSON();
  return written !== null && /^\d{4}-/.test(written) ? { text: written.replace('.000Z', 'Z'), moment } : null;
}

function fieldFailure(slug: string, problem: string, message: string, detail: object = {}): Failure {
  return { code: `custom_field_${problem}`, message, field: slug, detail: { slug, ...detail } };
}

const typeNames: Record<string, string> = {
  string: 'a valid string',
  integer: 'a valid integer',
  boolean: 'a valid boolean',
};

/** What is wrong with one value, in words. */
function issueFailure(slug: string, issue: Issue): Failure {
  switch (issue.kind) {
    case 'type':
      return fieldFailure(slug, 'type', `Input should be ${typeNames[issue.expected]}`, {
        expected: issue.expected,
      });
    case 'parsing':
      return fieldFailure(slug, 'parsing', unreadable(issue.expected), { expected: issue.expected });
    case 'too_short':
    case 'too_long': {
      const bound = issue.kind === 'too_short' ? 'at least' : 'at most';
      const unit = issue.limit === 1 ? 'character' : 'characters';
      const message = `String should have ${bound} ${issue.limit} ${unit}`;
      return fieldFailure(slug, issue.kind, message, { limit: issue.limit });
    }
    case 'too_small':
    case 'too_large': {
      const word = issue.kind === 'too_small' ? 'greater' : 'less';
      const message = `Input should be ${word} than or equal to ${issue.limit}`;
      return fieldFailure(slug, issue.kind, message, { limit: issue.limit });
    }
    case 'enum':
      return fieldFailure(slug, 'option', `Input should be ${listed(issue.options)}`, {
        options: issue.options,
      });
    case 'rule':
      return ruleFailure(slug, issue.type, issue.reason, issue.context);
    default:
      return fieldFailure(slug, 'characters', 'This value contains invalid characters');
  }
}

function ruleFailure(slug: string, type: string, reason: string, context: object = {}): Failure {
  if (type === 'ticked') return fieldFailure(slug, 'option', reason, { options: [true] });
  if (type === 'date') return fieldFailure(slug, 'parsing', reason, { expected: 'date' });
  return fieldFailure(slug, type, reason, context);
}

function unreadable(expected: string): string {
  return expected === 'boolean'
    ? 'Input should be a valid boolean, unable to interpret input'
    : 'Input should be a valid integer, unable to parse string as an integer';
}

/** `'a', 'b' or 'c'` */
function listed(options: readonly unknown[]): string {
  const quoted = options.map((option) => `'${option}'`);
  const last = quoted.pop() ?? '';
  return quoted.length > 0 ? `${quoted.join(', ')} or ${last}` : last;
}
