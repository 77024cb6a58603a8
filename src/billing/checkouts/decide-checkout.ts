import type { Address } from '../../platform/address.ts';
import { formatMoney, maximumAmount, minimumAmount } from '../../platform/currency.ts';
import { type Failure, failAll, ok, type Result } from '../../platform/result.ts';
import { validateTaxId } from '../../platform/tax-id/index.ts';
import { costsTooMuch, type Price } from '../catalog/index.ts';
import { type AttachedField, checkCustomFieldData } from '../custom-fields/index.ts';
import type { Discount } from '../discounts/index.ts';
import type { Organization } from '../organizations/index.ts';
import { type Checkout, choiceOf } from './checkout.ts';
import { type Choice, type Chosen, chosenMembers } from './choose-prices.ts';
import { decideDiscount } from './decide-discount.ts';
import { quantityFailures } from './decide-quantities.ts';

/** What is asked of a checkout. Members left out keep their value; null clears. */
export type CheckoutChange = Choice &
  Partial<
    Pick<
      Checkout,
      | 'customerName'
      | 'customerEmail'
      | 'customerIpAddress'
      | 'customerBillingName'
      | 'customerMetadata'
      | 'isBusinessCustomer'
      | 'requireBillingAddress'
      | 'allowDiscountCodes'
      | 'allowTrial'
      | 'trialInterval'
      | 'trialIntervalCount'
      | 'locale'
      | 'successUrl'
      | 'returnUrl'
      | 'embedOrigin'
      | 'metadata'
      | 'paymentMethodType'
    >
  > & {
    /** What the buyer wants to pay; without effect where the price is fixed. */
    amount?: number | null;
    seats?: number | null;
    minSeats?: number | null;
    maxSeats?: number | null;
    units?: number | null;
    discountId?: string | null;
    discountCode?: string | null;
    customerBillingAddress?: Address | null;
    /** A number still to be checked against the billing country. */
    taxId?: string | null;
    /** By slug; values of fields that the product does not ask for are dropped. */
    customFieldData?: Record<string, unknown>;
  };

/** What a change is decided on. */
export type ChangeContext = {
  chosen: Chosen;
  organization: Organization;
  /** The discount so far, and the one that the change names. */
  discount: Discount | null;
  namedDiscount: Discount | undefined;
  /** What the chosen product asks buyers for. */
  customFields: readonly AttachedField[];
  now: Date;
};

/**
 * What a checkout becomes under a change, with its discount.
 *
 * @returns `amount_below_minimum`, `amount_above_maximum`, `amount_invalid`, `trial_interval_missing`,
 *   `trial_interval_count_missing`, `tax_id_without_country`, `tax_id_invalid`, `embed_host_not_allowed`; the failures of
 *   `quantityFailures`, `decideDiscount` and `checkCustomFieldData`.
 */
export function decideCheckoutChange(
  before: Checkout,
  change: CheckoutChange,
  context: ChangeContext,
): Result<{ checkout: Checkout; discount: Discount | null }> {
  const { chosen, organization, namedDiscount: named } = context;
  const { discountId, discountCode } = change;
  const after = withMembers(before, change, chosen);
  const discount = decideDiscount(
    after,
    context.discount,
    { discountId, discountCode, named },
    chosen,
    context.now,
  );
  const failures = [
    ...amountFailures(after, chosen.prices, change.amount),
    ...quantityFailures(after, chosen.prices, change),
    ...totalFailures(after, chosen.prices),
    ...(discount.ok ? [] : discount.failures),
    ...trialFailures(after),
    ...taxIdFailures(before, after, change.taxId),
    ...customFieldFailures(after, context.customFields, change.customFieldData),
    ...embedFailures(after, organization),
  ];
  const failed = failAll(failures);
  if (failed || !discount.ok) return failed ?? (discount as Result<never>);
  after.discountId = discount.value?.id ?? null;
  return ok({ checkout: after, discount: discount.value });
}

/** The checkout with what is taken over as it was asked. */
function withMembers(before: Checkout, change: CheckoutChange, chosen: Chosen): Checkout {
  const {
    productId: _product,
    priceId: _price,
    currency: _currency,
    amount: _amount,
    seats: _seats,
    minSeats: _minSeats,
    maxSeats: _maxSeats,
    units: _units,
    discountId: _discount,
    discountCode: _code,
    taxId: _taxId,
    customFieldData: _data,
    ...members
  } = change;
  const defined = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
  const email = before.customerId === null ? members.customerEmail : undefined;
  return {
    ...before,
    ...defined,
    ...chosenMembers(chosen),
    // Whom the merchant named stays the one who buys.
    customerEmail: email === undefined ? before.customerEmail : email,
  };
}

/** Sets what the buyer pays where that is the buyer's choice; another price makes the choice anew. */
function amountFailures(
  after: Checkout,
  prices: readonly Price[],
  amount: number | null | undefined,
): Failure[] {
  const price = prices.find(({ amountType }) => amountType === 'custom');
  if (!price) {
    after.customAmount = null;
    return [];
  }
  const chosen = amount === undefined ? after.customAmount : amount;
  const failure = chosen === null ? undefined : amountFailure(price, chosen);
  after.customAmount = failure ? null : chosen;
  // An amount chosen under another price, which this one does not take, is forgotten.
  return failure && amount !== undefined ? [failure] : [];
}

function amountFailure(price: Price, amount: number): Failure | undefined {
  const { currency } = price;
  if (amount < (price.minimumAmount ?? 0)) {
    return { code: 'amount_below_minimum', field: 'amount', message: 'Amount is below minimum.' };
  }
  if (amount > (price.maximumAmount ?? maximumAmount(currency))) {
    return { code: 'amount_above_maximum', field: 'amount', message: 'Amount is above maximum.' };
  }
  if (amount > 0 && amount < minimumAmount(currency)) {
    const least = formatMoney(minimumAmount(currency), currency, 'en-US');
    return { code: 'amount_invalid', field: 'amount', message: `Amount must be 0 or at least ${least}.` };
  }
  return undefined;
}

/** What seats and units come to must be something that can be charged. */
function totalFailures(after: Checkout, prices: readonly Price[]): Failure[] {
  if (!costsTooMuch(prices, choiceOf(after))) return [];
  const counted = prices.find(({ amountType }) => amountType === 'seat_based' || amountType === 'unit_based');
  const kind = counted?.amountType === 'unit_based' ? 'units' : 'seats';
  const most = formatMoney(maximumAmount(after.currency), after.currency, 'en-US');
  return [{ code: `${kind}_above_maximum`, field: kind, message: `Amount must be at most ${most}` }];
}

function trialFailures({ trialInterval, trialIntervalCount }: Checkout): Failure[] {
  if ((trialInterval === null) === (trialIntervalCount === null)) return [];
  return [
    {
      code: trialInterval === null ? 'trial_interval_missing' : 'trial_interval_count_missing',
      message: 'Both trial_interval and trial_interval_count must be set together.',
    },
  ];
}

/** Takes over the answers to what the product asks. Answers from before that it does not ask for are dropped. */
function customFieldFailures(
  after: Checkout,
  fields: readonly AttachedField[],
  data: Record<string, unknown> | undefined,
): Failure[] {
  const checked = checkCustomFieldData(fields, data ?? after.customFieldData, { required: false });
  if (checked.ok) {
    after.customFieldData = checked.value;
    return [];
  }
  if (data !== undefined) return checked.failures;
  const bad = new Set(checked.failures.map(({ field }) => field));
  const kept = Object.entries(after.customFieldData).filter(([slug]) => !bad.has(slug));
  return customFieldFailures(after, fields, Object.fromEntries(kept));
}

/** A tax id must be one of the billing country, also after that has changed. */
function taxIdFailures(before: Checkout, after: Checkout, taxId: string | null | undefined): Failure[] {
  if (taxId === null) {
    after.customerTaxId = null;
    return [];
  }
  const hasMoved = before.customerBillingAddress?.country !== after.customerBillingAddress?.country;
  const number = taxId ?? (hasMoved ? before.customerTaxId?.value : undefined);
  if (number === undefined) return [];
  const country = after.customerBillingAddress?.country;
  if (!country) {
    const message = 'Country is required to validate tax ID.';
    return [{ code: 'tax_id_without_country', field: 'customerBillingAddress', message }];
  }
  after.customerTaxId = validateTaxId(number, country);
  return after.customerTaxId ? [] : [{ code: 'tax_id_invalid', field: 'taxId', message: 'Invalid tax ID.' }];
}

/** An organization may name the hosts whose pages may show its checkouts. */
function embedFailures({ embedOrigin }: Checkout, organization: Organization): Failure[] {
  const hosts = organization.settings.embedHosts;
  if (embedOrigin === null || hosts.length === 0) return [];
  const host = URL.parse(embedOrigin)?.hostname;
  if (host !== undefined && hosts.includes(host)) return [];
  const message = 'This host is not allowed to embed checkouts of this organization.';
  return [{ code: 'embed_host_not_allowed', field: 'embedOrigin', message }];
}
