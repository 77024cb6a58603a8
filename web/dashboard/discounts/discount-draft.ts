import {
  amountText,
  fieldProblem,
  readAmount,
  readCount,
  readOptionalCount,
} from '../shared/amount-input.tsx';
import { dayText } from '../shared/day-field.tsx';
import { type MetadataEntry, metadataEntries, metadataOf } from '../shared/metadata.tsx';
import type { Discount, DiscountCreate, DiscountUpdate } from '../shared/objects.ts';
import type { Choice } from '../shared/pick.tsx';

export type DiscountDraft = {
  name: string;
  code: string;
  type: 'percentage' | 'fixed';
  percent: string;
  amounts: { currency: string; amount: string }[];
  duration: 'once' | 'forever' | 'repeating';
  months: string;
  startsAt: string;
  endsAt: string;
  maxRedemptions: string;
  maxPerCustomer: string;
  products: Choice[];
  metadata: MetadataEntry[];
};

export const emptyDiscount = (currency: string): DiscountDraft => ({
  name: '',
  code: '',
  type: 'percentage',
  percent: '',
  amounts: [{ currency, amount: '' }],
  duration: 'once',
  months: '3',
  startsAt: '',
  endsAt: '',
  maxRedemptions: '',
  maxPerCustomer: '',
  products: [],
  metadata: [],
});

export function discountDraft(discount: Discount, currency: string): DiscountDraft {
  const percent = 'basis_points' in discount ? String(discount.basis_points / 100) : '';
  const amounts = 'amounts' in discount ? Object.entries(discount.amounts as Record<string, number>) : [];
  return {
    name: discount.name,
    code: discount.code ?? '',
    type: discount.type,
    percent,
    amounts:
      amounts.length > 0
        ? amounts.map(([code, amount]) => ({ currency: code, amount: amountText(amount, code) }))
        : [{ currency, amount: '' }],
    duration: discount.duration,
    months: 'duration_in_months' in discount ? String(discount.duration_in_months) : '3',
    startsAt: dayText(discount.starts_at),
    endsAt: dayText(discount.ends_at),
    maxRedemptions: discount.max_redemptions === null ? '' : String(discount.max_redemptions),
    maxPerCustomer:
      discount.max_redemptions_per_customer === null ? '' : String(discount.max_redemptions_per_customer),
    products: discount.products.map(({ id, name }) => ({ id, label: name })),
    metadata: metadataEntries(discount.metadata),
  };
}

/** A share in hundredths of a percent: `12.5` is 1250. */
function readPercent(text: string): number {
  const plain = text.trim().replace(',', '.').replace(/%$/, '');
  const points = Math.round(Number(plain) * 100);
  if (/^\d{1,3}(\.\d{1,2})?$/.test(plain) && points > 0 && points <= 10_000) return points;
  throw fieldProblem('basis_points', 'Write a share from 0.01 to 100.');
}

function readAmounts({ amounts }: DiscountDraft): Record<string, number> {
  return Object.fromEntries(
    amounts.map(({ currency, amount }) => [currency, readAmount(amount, currency, `amounts.${currency}`)]),
  );
}

const lastMoment = 'T23:59:59.999Z';

/** A day that is over at the end of it. A moment that was set otherwise stays while its day does. */
function readEnd(text: string, before: string | null | undefined): string | null {
  if (text === '') return null;
  return before && dayText(before) === text ? before : `${text}${lastMoment}`;
}

function commonMembers(draft: DiscountDraft, before?: Discount) {
  const isSameStart = before?.starts_at && dayText(before.starts_at) === draft.startsAt;
  return {
    name: draft.name,
    code: draft.code.trim() || null,
    starts_at: isSameStart ? before.starts_at : draft.startsAt || null,
    ends_at: readEnd(draft.endsAt, before?.ends_at),
    max_redemptions: readOptionalCount(draft.maxRedemptions, 'max_redemptions'),
    max_redemptions_per_customer: readOptionalCount(draft.maxPerCustomer, 'max_redemptions_per_customer'),
    products: draft.products.map(({ id }) => id),
    metadata: metadataOf(draft.metadata, before?.metadata),
  };
}

export function newDiscount(draft: DiscountDraft): DiscountCreate {
  const common = {
    ...commonMembers(draft),
    duration: draft.duration,
    ...(draft.duration === 'repeating'
      ? { duration_in_months: readCount(draft.months, 'duration_in_months') }
      : {}),
  };
  return draft.type === 'percentage'
    ? { ...common, type: 'percentage', basis_points: readPercent(draft.percent) }
    : { ...common, type: 'fixed', amounts: readAmounts(draft) };
}

/** Of what it takes off only what was changed: that is fixed once it was redeemed. */
export function changedDiscount(
  draft: DiscountDraft,
  before: Discount,
  first: DiscountDraft,
): DiscountUpdate {
  const isOther = (...names: (keyof DiscountDraft)[]) =>
    names.some((name) => JSON.stringify(draft[name]) !== JSON.stringify(first[name]));
  return {
    ...commonMembers(draft, before),
    ...(draft.type === 'percentage' && isOther('percent')
      ? { basis_points: readPercent(draft.percent) }
      : {}),
    ...(draft.type === 'fixed' && isOther('amounts') ? { amounts: readAmounts(draft) } : {}),
    ...(draft.duration === 'repeating' && isOther('months')
      ? { duration_in_months: readCount(draft.months, 'duration_in_months') }
      : {}),
  };
}
