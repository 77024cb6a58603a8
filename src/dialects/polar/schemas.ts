import { type TSchema, Type } from 'typebox';
import { normalizeAddress } from '../../platform/address.ts';
import {
  type Country,
  countries,
  countriesExceptSanctioned,
  isCountry,
  isCountryExceptSanctioned,
} from '../../platform/country.ts';
import { parseEmail } from '../../platform/email.ts';
import { parseUuid } from '../../platform/ids.ts';
import { canonicalLocale } from '../../platform/locale.ts';
import { described, type ParseOutcome, parsed } from '../../platform/schema.ts';
import { isTaxIdFormat, type TaxId, taxIdFormats } from '../../platform/tax-id/index.ts';
import { codePointLength, hasInvalidCharacters, trimToNull } from '../../platform/text.ts';
import { contractRules } from './versions.ts';

/** Or null: as every vendor of the JSON Schema kind writes it. */
export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** A failure that Python raised as a ValueError inside a schema. */
export function valueError(reason: string) {
  return { type: 'value_error', reason: `Value error, ${reason}`, context: { error: {} } };
}

export const Uuid = Type.String({ format: 'uuid4' });

/** An id as callers may spell it: upper case, without dashes. */
export const UuidInput = parsed(Type.String({ format: 'uuid4' }), (text): ParseOutcome<string> => {
  const result = parseUuid(text);
  if ('uuid' in result) return { value: result.uuid };
  return result.error === 'uuid_parsing'
    ? {
        type: result.error,
        reason: result.message,
        context: { error: result.message.replace('Input should be a valid UUID, ', '') },
      }
    : { type: result.error, reason: 'UUID version 4 expected', context: { expected_version: 4 } };
});

export const IdParams = Type.Object({ id: UuidInput });
export const ExternalIdParams = Type.Object({ external_id: Type.String() });

export const Timestamp = Type.String({ format: 'date-time' });

/** The years of four digits: what the vendor's dates can hold. */
const firstTimestamp = new Date('0001-01-01T00:00:00Z');
const lastTimestamp = new Date('9999-12-31T23:59:59.999Z');

/** A point in time as callers may write it: ISO 8601, a bare date being its midnight, and UTC where no offset is named. */
export const TimestampInput = parsed(Type.String({ format: 'date-time' }), (text): ParseOutcome<Date> => {
  const [, day, time = '00:00:00', offset = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
      text.trim(),
    ) ?? [];
  const date = new Date(`${day}T${time}${offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase()}`);
  // The parser of dates takes the 30th of February for the 2nd of March.
  const isReal = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
  if (isReal && date >= firstTimestamp && date <= lastTimestamp) return { value: date };
  const error = 'invalid character in year';
  return {
    type: 'datetime_from_date_parsing',
    reason: `Input should be a valid datetime or date, ${error}`,
    context: { error },
  };
});

export const EmailInput = parsed(Type.String({ format: 'email' }), (text): ParseOutcome<string> => {
  const result = parseEmail(text);
  return result.ok
    ? { value: result.email }
    : {
        type: 'value_error',
        reason: `value is not a valid email address: ${result.reason}`,
        context: { reason: result.reason },
      };
});

/** At most 256 code points before trimming; blank is null. */
export const NameInput = parsed(Type.String({ maxLength: 256 }), (text) => ({ value: trimToNull(text) }));

/** Blank is null. */
export const TrimmedInput = parsed(Type.String(), (text) => ({ value: trimToNull(text) }));

/** UTF-8 bytes: what fits into an index of the database. */
const longestExternalId = 1500;

/** The merchant's own id of an object, by which it is looked up. Blank is null. */
export const ExternalIdInput = parsed(Type.String(), (text): ParseOutcome<string | null> => {
  const externalId = trimToNull(text);
  if (externalId === null || Buffer.byteLength(externalId) <= longestExternalId) return { value: externalId };
  return {
    type: 'string_too_long',
    reason: `String should have at most ${longestExternalId} bytes`,
    context: { max_length: longestExternalId },
  };
});

export const LocaleInput = parsed(Type.String(), (text) => {
  const locale = canonicalLocale(text);
  return locale === null ? valueError('Invalid IETF BCP 47 language tag') : { value: locale };
});

const maximumUrlLength = 2083;

/** An address on the web, spelt as a browser would: the host in lower case, a path at least of `/`. */
export const UrlInput = parsed(Type.String({ format: 'uri' }), (text): ParseOutcome<string> => {
  if (codePointLength(text) > maximumUrlLength) {
    return {
      type: 'url_too_long',
      reason: `URL should have at most ${maximumUrlLength} characters`,
      context: { max_length: maximumUrlLength },
    };
  }
  const url = URL.parse(text);
  if (!url) {
    const error = urlProblem(text.trim());
    return { type: 'url_parsing', reason: `Input should be a valid URL, ${error}`, context: { error } };
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return { value: url.href };
  const expected = "'http' or 'https'";
  return {
    type: 'url_scheme',
    reason: `URL scheme should be ${expected}`,
    context: { expected_schemes: expected },
  };
});

/** Why a text is no URL, in the words of the parser that the vendor uses. */
function urlProblem(text: string): string {
  if (text === '') return 'input is empty';
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) return 'relative URL without a base';
  if (/^https?:[/\\]*(?:[?#]|$)/i.test(text)) return 'empty host';
  if (/^[^/?#]*[/\\]*[^/?#]*:[^/?#@\]]*(?:[/?#]|$)/.test(text)) return 'invalid port number';
  return 'invalid international domain name';
}

const metadataValue = Type.Union([
  Type.String({ title: 'constrained-str', minLength: 1, maxLength: 500 }),
  Type.Integer({ title: 'int' }),
  Type.Number({ title: 'float' }),
  Type.Boolean({ title: 'bool' }),
]);

export const MetadataInput = Type.Unsafe<Record<string, string | number | boolean>>({
  type: 'object',
  propertyNames: Type.String({ minLength: 1, maxLength: 40 }),
  additionalProperties: metadataValue,
  maxProperties: 50,
});

export const Metadata = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: Type.Union([Type.String(), Type.Integer(), Type.Number(), Type.Boolean()]),
});

const Part = Type.Optional(nullable(Type.String()));

/** The early contract took every country; the current one refuses a few. */
export const CountryInput = described<Country>(
  Type.String({ minLength: 2, maxLength: 2 }),
  (input, contract): ParseOutcome<Country> => {
    const code = typeof input === 'string' ? input.toUpperCase() : '';
    const taken = contractRules(contract).everyCountry
      ? { is: isCountry, all: countries }
      : { is: isCountryExceptSanctioned, all: countriesExceptSanctioned };
    return taken.is(code) ? { value: code } : enumError(taken.all);
  },
);

/** The refusal of a text that is none of a few. */
function enumError(options: readonly string[]) {
  const quoted = options.map((option) => `'${option}'`);
  const expected = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  return { type: 'enum', reason: `Input should be ${expected}`, context: { expected } };
}

const addressProblems = {
  invalid_us_state: 'Invalid US state',
  invalid_ca_subdivision: 'Invalid CA subdivision',
} as const;

/** An address as it is stored once checked. */
export const AddressInput = parsed(
  Type.Object({
    line1: Part,
    line2: Part,
    postal_code: Part,
    city: Part,
    state: Part,
    country: CountryInput,
  }),
  (address) => {
    const result = normalizeAddress(address);
    return result.ok ? { value: result.address } : valueError(addressProblems[result.code]);
  },
);

export const Address = Type.Object({
  line1: nullable(Type.String()),
  line2: nullable(Type.String()),
  postal_code: nullable(Type.String()),
  city: nullable(Type.String()),
  state: nullable(Type.String()),
  country: Type.String(),
});

/** The plain number, which the core checks; or, in the early contract, number and format, kept as they are. */
export const TaxIdInput = described<string | TaxId | null>(
  Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 2, maxItems: 2 })]),
  (input, contract): ParseOutcome<string | TaxId | null> => {
    if (typeof input === 'string') {
      return hasInvalidCharacters(input) ? invalidCharacters : { value: trimToNull(input) };
    }
    return Array.isArray(input) && contractRules(contract).taxIdPairs ? parseTaxIdPair(input) : notText;
  },
);

const invalidCharacters = valueError('This value contains invalid characters');
const notText = { type: 'string_type', reason: 'Input should be a valid string' };

function parseTaxIdPair(pair: readonly unknown[]): ParseOutcome<TaxId> {
  const [value, format] = pair;
  if (pair.length < 2) return { type: 'missing', reason: 'Field required', path: [pair.length] };
  if (pair.length > 2) {
    const context = { field_type: 'Tuple', max_length: 2, actual_length: pair.length };
    const reason = `Tuple should have at most 2 items after validation, not ${pair.length}`;
    return { type: 'too_long', reason, context };
  }
  if (typeof value !== 'string') return { ...notText, path: [0], input: value };
  if (hasInvalidCharacters(value)) return { ...invalidCharacters, path: [0], input: value };
  if (typeof format === 'string' && isTaxIdFormat(format)) return { value: { value, format } };
  return { ...enumError(taxIdFormats), path: [1], input: format };
}

export const TaxIdOutput = Type.Unsafe<[string, string]>({
  type: 'array',
  prefixItems: [Type.String(), Type.Unsafe<string>({ type: 'string', enum: [...taxIdFormats] })],
  minItems: 2,
  maxItems: 2,
});

/** A list of one, or several by repeating the parameter. */
export function oneOrMany<S extends TSchema>(schema: S) {
  return Type.Optional(Type.Array(schema));
}

/** `metadata[key]=value`, repeatable. */
export const MetadataFilter = Type.Optional(
  Type.Unsafe<Record<string, string[]>>({
    type: 'object',
    propertyNames: Type.String(),
    additionalProperties: Type.Array(Type.String()),
  }),
);
