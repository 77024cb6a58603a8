import { type Static, type TSchema, Type } from 'typebox';
import { normalizeAddress } from '../../platform/address.ts';
import { type Country, isCountry } from '../../platform/country.ts';
import { isCurrency } from '../../platform/currency.ts';
import { parseEmail } from '../../platform/email.ts';
import { parsePrefixedId, parseUuid } from '../../platform/ids.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import { trimToNull } from '../../platform/text.ts';

export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** Absent or null: not set. */
export function optional<S extends TSchema>(schema: S) {
  return Type.Optional(nullable(schema));
}

export const Uuid = Type.String({ format: 'uuid' });
export const Timestamp = Type.String({ format: 'date-time' });
export const ModeInput = Type.Unsafe<'test' | 'live'>({ type: 'string', enum: ['test', 'live'] });

const refused = (reason: string, path?: readonly string[]) => ({ type: 'invalid', reason, path });

export const UuidInput = parsed(Uuid, (text): ParseOutcome<string> => {
  const result = parseUuid(text);
  return 'uuid' in result ? { value: result.uuid } : refused('Must be a UUID.');
});

/** As a UUID, or as Flowglad's clients show it. */
export const PricingModelIdInput = parsed(
  Type.String({ description: 'A UUID, or `pricing_model_…`.' }),
  (text): ParseOutcome<string> => {
    const prefixed = parsePrefixedId('pricing_model', text);
    if (prefixed !== null) return { value: prefixed };
    const result = parseUuid(text);
    return 'uuid' in result ? { value: result.uuid } : refused('Must be the id of a pricing model.');
  },
);

const dateForm = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:?\d\d))?$/;

/** A date (its first moment, UTC) or a moment with its offset; undefined for anything else. */
export function parseMoment(text: string): Date | undefined {
  if (!dateForm.test(text)) return undefined;
  const moment = new Date(text.replace(' ', 'T'));
  // A day that the month does not have would silently become one of the next month.
  const day = Number(text.slice(8, 10));
  const lastDay = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  return Number.isNaN(moment.getTime()) || day > lastDay ? undefined : moment;
}

export const MomentInput = parsed(Timestamp, (text): ParseOutcome<Date> => {
  const moment = parseMoment(text);
  return moment
    ? { value: moment }
    : refused('Must be a date, or a date and time with an offset (ISO 8601).');
});

export const NameInput = parsed(
  Type.String({ minLength: 1, maxLength: 255 }),
  (text): ParseOutcome<string> => {
    const name = trimToNull(text);
    return name === null ? refused('Must not be blank.') : { value: name };
  },
);

export const EmailInput = parsed(Type.String({ format: 'email' }), (text): ParseOutcome<string> => {
  const result = parseEmail(text);
  return result.ok ? { value: result.email } : refused(result.reason);
});

export const UrlInput = parsed(
  Type.String({ format: 'uri', maxLength: 2048 }),
  (text): ParseOutcome<string> => {
    const url = URL.parse(text);
    const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
    return isWeb ? { value: url.href } : refused('Must be a URL that begins with https:// or http://.');
  },
);

export const CurrencyInput = parsed(
  Type.String({ description: 'ISO 4217, of either case.' }),
  (text): ParseOutcome<string> => {
    const currency = text.toLowerCase();
    return isCurrency(currency) ? { value: currency } : refused('Must be the code of a currency.');
  },
);

export const CountryInput = parsed(
  Type.String({ description: 'ISO 3166-1, two letters.' }),
  (text): ParseOutcome<Country> => {
    const country = text.toUpperCase();
    return isCountry(country) ? { value: country } : refused('Must be the two-letter code of a country.');
  },
);

const Part = optional(Type.String({ maxLength: 500 }));

const AddressParts = Type.Object({
  line1: Part,
  line2: Part,
  postal_code: Part,
  city: Part,
  state: Part,
  country: CountryInput,
});

export const AddressInput = parsed(AddressParts, (address: Static<typeof AddressParts>) => {
  const result = normalizeAddress(address);
  return result.ok ? { value: result.address } : refused(`Must be a state of ${address.country}.`, ['state']);
});

export const Address = Type.Object({
  line1: nullable(Type.String()),
  line2: nullable(Type.String()),
  postal_code: nullable(Type.String()),
  city: nullable(Type.String()),
  state: nullable(Type.String()),
  country: nullable(Type.String()),
});

/** The page of a list. */
export const pageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
  cursor: Type.Optional(UuidInput),
};

export function listOf<S extends TSchema>(item: S) {
  return Type.Object({
    items: Type.Array(item),
    next_cursor: nullable(Type.String({ description: 'The cursor of the next page; null on the last.' })),
  });
}

/**
 * A page of what was read with one row more than asked for.
 *
 * @param rows newest first
 */
export function page<T extends { id: string }, V>(rows: readonly T[], limit: number, view: (row: T) => V) {
  const items = rows.slice(0, limit);
  const next_cursor = rows.length > limit ? (items.at(-1)?.id ?? null) : null;
  return { items: items.map(view), next_cursor };
}
