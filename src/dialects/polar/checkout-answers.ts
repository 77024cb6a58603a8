import type { Answer } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import { customFieldDataDetails } from './custom-field-data.ts';
import {
  answerFailures,
  type Detail,
  domainError,
  type FailureTable,
  invalid,
  known,
  notFound,
} from './errors.ts';
import { priceDetail } from './product-input.ts';

const value = (...loc: string[]) => ({ type: 'value_error', loc: ['body', ...loc] });

/** How the core's failures are told of a checkout; those of products where the body names them. */
function failureTable(body: object): FailureTable {
  const named = ['products', 'product_id', 'product_price_id'].find((member) => Object.hasOwn(body, member));
  const product = value(named ?? 'product_id');
  const currency = Object.hasOwn(body, 'currency') ? value('currency') : product;
  return {
    product_unknown: product,
    product_archived: product,
    product_draft: product,
    price_unknown: value('product_price_id'),
    price_archived: value('product_price_id'),
    currency_unavailable: currency,
    products_currency_unavailable: product,
    amount_below_minimum: { type: 'greater_than_equal', loc: ['body', 'amount'] },
    amount_above_maximum: { type: 'less_than_equal', loc: ['body', 'amount'] },
    amount_invalid: { type: 'invalid_amount', loc: ['body', 'amount'] },
    seats_below_minimum: { type: 'greater_than_equal', loc: ['body', 'seats'] },
    seats_above_maximum: { type: 'less_than_equal', loc: ['body', 'seats'] },
    seat_limits_crossed: value('max_seats'),
    units_not_allowed: value('units'),
    units_below_minimum: { type: 'greater_than_equal', loc: ['body', 'units'] },
    units_above_maximum: { type: 'less_than_equal', loc: ['body', 'units'] },
    discount_unknown: value('discount_id'),
    discount_not_applicable: value('discount_id'),
    discount_not_redeemable: value('discount_id'),
    discount_code_unknown: value('discount_code'),
    discount_code_not_applicable: value('discount_code'),
    trial_interval_missing: { type: 'missing', loc: ['body', 'trial_interval'] },
    trial_interval_count_missing: { type: 'missing', loc: ['body', 'trial_interval_count'] },
    customer_unknown: value('customer_id'),
    subscription_unknown: value('subscription_id'),
    subscription_not_upgradable: value('subscription_id'),
    tax_id_without_country: { type: 'missing', loc: ['body', 'customer_billing_address'] },
    tax_id_invalid: value('customer_tax_id'),
    billing_address_incomplete: value('customer_billing_address'),
    confirmation_token_missing: { type: 'missing', loc: ['body', 'confirmation_token_id'] },
  };
}

/** The members of the body that the core's are. */
const members: Record<string, string> = {
  customerEmail: 'customer_email',
  customerBillingName: 'customer_billing_name',
  customerBillingAddress: 'customer_billing_address',
};

/** Failures that are an answer of their own. */
function ownAnswer({ code, message }: Failure): Answer | undefined {
  switch (code) {
    case 'not_found':
      return notFound();
    case 'checkout_expired':
      return domainError(410, 'ExpiredCheckoutError', message);
    case 'checkout_not_open':
      return domainError(403, 'NotOpenCheckout', message);
    case 'checkout_locked':
      return domainError(409, 'CheckoutLocked', message);
    case 'embed_host_not_allowed':
      return domainError(403, 'EmbedHostNotAllowed', message);
    case 'already_subscribed':
      return domainError(403, 'AlreadyActiveSubscriptionError', message);
    case 'trial_redeemed':
      return domainError(403, 'TrialAlreadyRedeemed', message);
    case 'discount_limit_reached':
      return domainError(403, 'DiscountRedemptionLimitReached', message);
    case 'payment_not_ready':
      return known('PaymentNotReady', message);
    case 'customer_deleted':
      return domainError(409, 'CheckoutCustomerDeleted', message);
    case 'external_id_mismatch':
      return domainError(422, 'CheckoutCustomerExternalIdMismatch', message);
    case 'payment_declined':
      return domainError(400, 'PaymentError', message);
    default:
      return undefined;
  }
}

/** The answer to failures about a checkout. */
export function refuseCheckout(failures: readonly [Failure, ...Failure[]], body: object): Answer {
  const own = ownAnswer(failures[0]);
  const listed = failures.filter((failure) => ownAnswer(failure) === undefined);
  return own ?? invalid(listed.flatMap((failure) => detailsOf(failure, body)));
}

function detailsOf(failure: Failure, body: object): Detail[] {
  const { code, detail } = failure;
  if (code.startsWith('custom_field_')) {
    const { custom_field_data: data = {} } = body as { custom_field_data?: Record<string, unknown> };
    return customFieldDataDetails([failure], data);
  }
  if (code === 'own_price_refused' || code === 'price_of_other_product') return [priceFailure(failure, body)];
  if (code === 'field_missing' && Array.isArray(detail?.path)) {
    const path = detail.path.map((part: string) => members[part] ?? part);
    return entries(failure, { [code]: { type: 'missing', loc: ['body', ...path] } }, body);
  }
  const table = failureTable(body);
  if (code === 'seats_not_allowed') {
    return entries(failure, { [code]: value(limitMembers[failure.field ?? ''] ?? 'seats') }, body);
  }
  const entry = table[code];
  if (!entry || typeof detail?.index !== 'number' || entry.loc.at(-1) !== 'products') {
    return entries(failure, table, body);
  }
  return entries(failure, { [code]: { ...entry, loc: [...entry.loc, detail.index] } }, body);
}

const limitMembers: Record<string, string> = { minSeats: 'min_seats', maxSeats: 'max_seats' };

function entries(failure: Failure, table: FailureTable, body: object): Detail[] {
  return (answerFailures([failure], table, body).body as { detail: Detail[] }).detail;
}

/** What is wrong with prices of the checkout's own. */
function priceFailure({ code, message, detail }: Failure, body: object): Detail {
  const productId = String(detail?.productId);
  const { prices = {} } = body as { prices?: Record<string, unknown[]> };
  const problem = code === 'own_price_refused' ? String(detail?.problem) : code;
  return priceDetail({ code: problem, message, detail }, prices[productId], ['body', 'prices', productId]);
}
