import { type Static, Type } from 'typebox';
import type { Discount } from '../../billing/discounts/index.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import { codePointLength, trimToNull } from '../../platform/text.ts';
import { CurrencyInput } from './price-input.ts';
import { MetadataInput, nullable, TimestampInput, UuidInput, valueError } from './schemas.ts';

const optional = <S extends Parameters<typeof nullable>[0]>(schema: S) => Type.Optional(nullable(schema));

const shortestCode = 3;
const longestCode = 256;

/** Letters and digits; nothing is no code. */
const CodeInput = parsed(Type.String(), (text): ParseOutcome<string | null> => {
  const code = trimToNull(text);
  if (code === null) return { value: null };
  const length = codePointLength(code);
  if (length < shortestCode || length > longestCode) {
    return valueError(`A code must have ${shortestCode} to ${longestCode} characters.`);
  }
  return /^[\p{L}\p{N}]+$/u.test(code)
    ? { value: code }
    : valueError('A code must have letters and digits only.');
});

const Name = Type.String({ minLength: 1 });
const Redemptions = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
const Duration = Type.Unsafe<Discount['duration']>({
  type: 'string',
  enum: ['once', 'forever', 'repeating'],
});
const DiscountType = Type.Unsafe<Discount['type']>({ type: 'string', enum: ['fixed', 'percentage'] });
const Months = Type.Integer({ minimum: 1, maximum: 999 });
const Amount = Type.Integer({ minimum: 0, maximum: 999_999_999_999 });
const BasisPoints = Type.Integer({ minimum: 1, maximum: 10_000 });

const Amounts = parsed(
  Type.Unsafe<Record<string, number>>({
    type: 'object',
    propertyNames: CurrencyInput,
    additionalProperties: Amount,
  }),
  (amounts): ParseOutcome<Record<string, number>> =>
    Object.keys(amounts).length > 0
      ? { value: amounts }
      : {
          type: 'too_short',
          reason: 'Dictionary should have at least 1 item after validation, not 0',
          context: { field_type: 'Dictionary', min_length: 1, actual_length: 0 },
        },
);

const createMembers = {
  metadata: Type.Optional(MetadataInput),
  name: Name,
  code: optional(CodeInput),
  starts_at: optional(TimestampInput),
  ends_at: optional(TimestampInput),
  max_redemptions: optional(Redemptions),
  max_redemptions_per_customer: optional(Redemptions),
  products: optional(Type.Array(UuidInput)),
  organization_id: optional(UuidInput),
};
const durationMembers = { duration: Duration, duration_in_months: optional(Months) };

/** A repeating discount says for how long, and no other does. */
function durationProblem(body: { duration: Discount['duration']; duration_in_months?: number | null }) {
  const isGiven = body.duration_in_months != null;
  if (isGiven === (body.duration === 'repeating')) return undefined;
  const path = ['duration_in_months'];
  if (!isGiven) return { type: 'missing', reason: 'Field required', path, input: body };
  return {
    ...valueError('Only a repeating discount has a duration in months.'),
    path,
    input: body.duration_in_months,
  };
}

const FixedCreate = parsed(
  Type.Object({
    ...createMembers,
    type: Type.Literal('fixed'),
    ...durationMembers,
    // The amount in one currency, as clients of the early days write it.
    amount: optional(Amount),
    currency: optional(CurrencyInput),
    amounts: optional(Amounts),
  }),
  (body) => {
    const problem = durationProblem(body);
    if (problem) return problem;
    const { amount, currency, amounts, ...rest } = body;
    if ((amount == null) === (amounts == null)) {
      return valueError('Give either amounts, or an amount and its currency.');
    }
    return { value: { ...rest, amounts: amounts ?? { [currency ?? 'usd']: amount ?? 0 } } };
  },
);

const PercentageCreate = parsed(
  Type.Object({
    ...createMembers,
    type: Type.Literal('percentage'),
    ...durationMembers,
    basis_points: BasisPoints,
  }),
  (body) => durationProblem(body) ?? { value: body },
);

export const DiscountCreate = Type.Unsafe<Static<typeof FixedCreate> | Static<typeof PercentageCreate>>({
  oneOf: [FixedCreate, PercentageCreate],
  discriminator: { propertyName: 'type', inPath: true },
});

const { organization_id, ...updateMembers } = createMembers;

export const DiscountUpdate = parsed(
  Type.Object({
    ...updateMembers,
    name: optional(Name),
    duration: optional(Duration),
    duration_in_months: optional(Months),
    type: optional(DiscountType),
    amount: optional(Amount),
    currency: optional(CurrencyInput),
    amounts: optional(Amounts),
    basis_points: optional(BasisPoints),
  }),
  (body) =>
    body.amount != null && body.amounts != null
      ? valueError('Give either amounts, or an amount and its currency.')
      : { value: body },
);

export type DiscountUpdateBody = Static<typeof DiscountUpdate>;
