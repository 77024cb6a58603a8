import type { Failure } from '../../platform/result.ts';
import type { Detail } from './errors.ts';

const dataPrefix = 'custom_field_';

const parsingTypes: Record<string, string> = {
  integer: 'int_parsing',
  boolean: 'bool_parsing',
  date: 'date_from_datetime_parsing',
};
const valueTypes: Record<string, string> = {
  string: 'string_type',
  integer: 'int_type',
  boolean: 'bool_type',
};

/** Failures of `checkCustomFieldData` as entries of a 422 list, each at its field; `data` is what was sent. */
export function customFieldDataDetails(
  failures: readonly Failure[],
  data: Readonly<Record<string, unknown>>,
): Detail[] {
  return failures.map((failure) => {
    const slug = String(failure.detail?.slug);
    const { type, ctx } = told(failure);
    const input = type === 'missing' || !Object.hasOwn(data, slug) ? null : data[slug];
    const loc = ['body', 'custom_field_data', slug];
    return { type, loc, msg: failure.message, input, ...(ctx ? { ctx } : {}) };
  });
}

function told({ code, message, detail }: Failure): { type: string; ctx?: Record<string, unknown> } {
  const expected = String(detail?.expected);
  switch (code.slice(dataPrefix.length)) {
    case 'missing':
      return { type: 'missing' };
    case 'type':
      return { type: valueTypes[expected] ?? 'value_error' };
    case 'parsing':
      return { type: parsingTypes[expected] ?? 'value_error' };
    case 'too_short':
      return { type: 'string_too_short', ctx: { min_length: detail?.limit } };
    case 'too_long':
      return { type: 'string_too_long', ctx: { max_length: detail?.limit } };
    case 'too_small':
      return { type: 'greater_than_equal', ctx: { ge: detail?.limit } };
    case 'too_large':
      return { type: 'less_than_equal', ctx: { le: detail?.limit } };
    case 'option':
      return { type: 'literal_error', ctx: { expected: message.replace('Input should be ', '') } };
    default:
      return { type: 'value_error' };
  }
}
