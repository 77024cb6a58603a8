import { type Static, Type } from 'typebox';
import type { Answer } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import { codePointLength } from '../../platform/text.ts';
import { type Detail, invalid, notFound } from './errors.ts';
import { PriceCreate, type PriceInput, priceMember } from './price-input.ts';
import { MetadataInput, nullable, UuidInput } from './schemas.ts';

export const Visibility = Type.Unsafe<'draft' | 'private' | 'public'>({
  type: 'string',
  enum: ['draft', 'private', 'public'],
});
export const Interval = Type.Unsafe<'day' | 'week' | 'month' | 'year'>({
  type: 'string',
  enum: ['day', 'week', 'month', 'year'],
});

const shortestName = 3;
const longestName = 64;

/** Measured once the blanks around it are gone. */
const ProductName = parsed(Type.String(), (text): ParseOutcome<string> => {
  const name = text.trim();
  const length = codePointLength(name);
  if (length >= shortestName && length <= longestName) return { value: name };
  return length < shortestName
    ? {
        type: 'string_too_short',
        reason: `String should have at least ${shortestName} characters`,
        context: { min_length: shortestName },
      }
    : {
        type: 'string_too_long',
        reason: `String should have at most ${longestName} characters`,
        context: { max_length: longestName },
      };
});

/** As written, unless nothing is. */
const Description = parsed(Type.String(), (text) => ({ value: text.trim() === '' ? null : text }));

const AttachedCustomFields = Type.Array(
  Type.Object({ custom_field_id: UuidInput, required: Type.Boolean() }),
);
const Medias = Type.Array(UuidInput);
const IntervalCount = Type.Integer({ minimum: 1, maximum: 999 });

const createMembers = {
  metadata: Type.Optional(MetadataInput),
  name: ProductName,
  description: Type.Optional(nullable(Description)),
  visibility: Type.Unsafe<Static<typeof Visibility>>({ ...Visibility, default: 'public' }),
  prices: Type.Array(PriceCreate, { minItems: 1 }),
  medias: Type.Optional(nullable(Medias)),
  attached_custom_fields: Type.Optional(AttachedCustomFields),
  organization_id: Type.Optional(nullable(UuidInput)),
};

const trialMembers = {
  trial_interval: Type.Optional(nullable(Interval)),
  trial_interval_count: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 1000 }))),
};

const ProductCreateRecurring = Type.Object(
  {
    ...createMembers,
    ...trialMembers,
    recurring_interval: Interval,
    recurring_interval_count: Type.Integer({ minimum: 1, maximum: 999, default: 1 }),
  },
  { title: 'ProductCreateRecurring' },
);
const ProductCreateOneTime = Type.Object(
  {
    ...createMembers,
    recurring_interval: Type.Optional(Type.Null()),
    recurring_interval_count: Type.Optional(Type.Null()),
  },
  { title: 'ProductCreateOneTime' },
);
export const ProductCreate = Type.Unsafe<
  Static<typeof ProductCreateRecurring> | Static<typeof ProductCreateOneTime>
>({ anyOf: [ProductCreateRecurring, ProductCreateOneTime] });

const ExistingPrice = Type.Object({ id: UuidInput }, { title: 'ExistingProductPrice' });

export const ProductUpdate = Type.Object({
  metadata: Type.Optional(MetadataInput),
  ...trialMembers,
  name: Type.Optional(nullable(ProductName)),
  description: Type.Optional(nullable(Description)),
  recurring_interval: Type.Optional(nullable(Interval)),
  recurring_interval_count: Type.Optional(nullable(IntervalCount)),
  is_archived: Type.Optional(nullable(Type.Boolean())),
  visibility: Type.Optional(nullable(Visibility)),
  prices: Type.Optional(
    nullable(
      Type.Array(Type.Unsafe<{ id: string } | PriceInput>({ anyOf: [ExistingPrice, PriceCreate] }), {
        minItems: 1,
      }),
    ),
  ),
  medias: Type.Optional(nullable(Medias)),
  attached_custom_fields: Type.Optional(nullable(AttachedCustomFields)),
});

export function attachedFields(input: Static<typeof AttachedCustomFields>) {
  return input.map(({ custom_field_id, required }) => ({ customFieldId: custom_field_id, required }));
}

/** Nothing is uploaded here: no file that is named exists. */
export function mediaDetails(medias: readonly string[] | null | undefined): Detail[] {
  return (medias ?? []).map((id, index) => ({
    type: 'value_error',
    loc: ['body', 'medias', index],
    msg: 'File does not exist or is not yet uploaded.',
    input: id,
  }));
}

type Body = {
  recurring_interval?: unknown;
  trial_interval?: unknown;
  attached_custom_fields?: readonly unknown[] | null;
  prices?: readonly unknown[] | null;
};

/** The vendor's answer to what the core refuses of a product. */
export function refuseProduct(failures: readonly Failure[], body: Body): Answer {
  if (failures[0]?.code === 'not_found') return notFound();
  return invalid(failures.map((failure) => failureDetail(failure, body)));
}

function failureDetail(failure: Failure, body: Body): Detail {
  const { message: msg, detail } = failure;
  const value = (member: keyof Body): Detail => ({
    type: 'value_error',
    loc: ['body', member],
    msg,
    input: body[member] ?? null,
  });
  switch (failure.code) {
    case 'recurring_interval_fixed':
      return value('recurring_interval');
    case 'trial_without_subscription':
      return value('trial_interval');
    case 'trial_interval_missing':
      return { type: 'missing', loc: ['body', 'trial_interval'], msg, input: null };
    case 'trial_interval_count_missing':
      return { type: 'missing', loc: ['body', 'trial_interval_count'], msg, input: null };
    case 'custom_field_refused': {
      const index = Number(detail?.index);
      const input = body.attached_custom_fields?.[index];
      return { type: 'value_error', loc: ['body', 'attached_custom_fields', index], msg, input };
    }
    default:
      return priceDetail(failure, body.prices, ['body', 'prices']);
  }
}

const amountTypes: Record<string, string> = {
  amount_too_small: 'minimum_price',
  amount_too_large: 'maximum_price',
};

/** What the core refuses of a list of prices that stands at `loc` of the body. */
export function priceDetail(
  { code, message: msg, detail }: Failure,
  prices: readonly unknown[] | null | undefined,
  loc: readonly (string | number)[],
): Detail {
  const type = amountTypes[code] ?? 'value_error';
  if (typeof detail?.index !== 'number') return { type, loc, msg, input: prices ?? null };
  const price = prices?.[detail.index] as Record<string, unknown> | undefined;
  const member = priceMember(price?.amount_type, detail.member);
  return {
    type,
    loc: [...loc, detail.index, ...(member ? [member] : [])],
    msg,
    input: (member ? price?.[member] : price) ?? null,
  };
}
