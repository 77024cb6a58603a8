import { isIP } from 'node:net';
import { type Static, Type } from 'typebox';
import type { CheckoutChange } from '../../billing/checkouts/index.ts';
import type { Answer } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import { answerFailures, domainError, type FailureTable, invalid, known, notFound } from './errors.ts';
import { CurrencyInput, Interval } from './products.ts';
import {
  AddressInput,
  EmailInput,
  ExternalIdInput,
  LocaleInput,
  MetadataInput,
  NameInput,
  nullable,
  TrimmedInput,
  UrlInput,
  UuidInput,
} from './schemas.ts';

const optional = <S extends Parameters<typeof nullable>[0]>(schema: S) => Type.Optional(nullable(schema));

const IpAddress = parsed(
  Type.String(),
  (text): ParseOutcome<string> =>
    isIP(text) !== 0
      ? { value: text }
      : { type: 'ip_any_address', reason: 'value is not a valid IPv4 or IPv6 address' },
);

const Seats = Type.Integer({ minimum: 1, maximum: 10_000 });
const Amount = Type.Integer({ minimum: 0 });

/** What merchant and buyer may both set. Data of custom fields is dropped: there are none. */
const sharedMembers = {
  amount: optional(Amount),
  seats: optional(Seats),
  is_business_customer: optional(Type.Boolean()),
  customer_name: optional(NameInput),
  customer_email: optional(EmailInput),
  customer_billing_name: optional(TrimmedInput),
  customer_billing_address: optional(AddressInput),
  customer_tax_id: optional(TrimmedInput),
  locale: optional(LocaleInput),
};

const choiceMembers = {
  product_id: optional(UuidInput),
  product_price_id: optional(UuidInput),
};

/** What only the merchant may set. */
const merchantMembers = {
  trial_interval: optional(Interval),
  trial_interval_count: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  metadata: Type.Optional(MetadataInput),
  discount_id: optional(UuidInput),
  customer_ip_address: optional(IpAddress),
  success_url: optional(UrlInput),
  return_url: optional(UrlInput),
  embed_origin: optional(TrimmedInput),
  currency: optional(CurrencyInput),
};

const createMembers = {
  ...sharedMembers,
  ...merchantMembers,
  min_seats: optional(Seats),
  max_seats: optional(Seats),
  allow_discount_codes: Type.Boolean({ default: true }),
  require_billing_address: Type.Boolean({ default: false }),
  allow_trial: Type.Boolean({ default: true }),
  is_business_customer: Type.Boolean({ default: false }),
  customer_metadata: Type.Optional(MetadataInput),
  customer_id: optional(UuidInput),
  external_customer_id: optional(ExternalIdInput),
  // The name of the same in the early contract.
  customer_external_id: optional(ExternalIdInput),
  subscription_id: optional(UuidInput),
};

const ProductIds = parsed(
  Type.Array(UuidInput, { minItems: 1 }),
  (ids): ParseOutcome<string[]> =>
    new Set(ids).size === ids.length
      ? { value: ids }
      : {
          type: 'value_error',
          reason: 'Value error, Product IDs must be unique.',
          context: { error: {} },
        },
);

const ProductsCreate = Type.Object(
  {
    ...createMembers,
    products: ProductIds,
    prices: optional(
      Type.Unsafe<Record<string, unknown[]>>({
        type: 'object',
        propertyNames: UuidInput,
        additionalProperties: Type.Array(Type.Unknown(), { minItems: 1 }),
      }),
    ),
  },
  { title: 'CheckoutProductsCreate' },
);
const ProductCreate = Type.Object(
  { ...createMembers, product_id: UuidInput },
  { title: 'CheckoutProductCreate' },
);
const PriceCreate = Type.Object(
  { ...createMembers, product_price_id: UuidInput },
  { title: 'CheckoutPriceCreate' },
);

export type CheckoutCreateBody =
  | Static<typeof ProductsCreate>
  | Static<typeof ProductCreate>
  | Static<typeof PriceCreate>;

/** A list of products, or, as in the early contract, one product or one price. */
export const CheckoutCreate = Type.Unsafe<CheckoutCreateBody>({
  anyOf: [ProductsCreate, ProductCreate, PriceCreate],
});

export const CheckoutUpdate = Type.Object({
  ...sharedMembers,
  ...choiceMembers,
  ...merchantMembers,
  allow_discount_codes: optional(Type.Boolean()),
  require_billing_address: optional(Type.Boolean()),
  allow_trial: optional(Type.Boolean()),
  customer_metadata: optional(MetadataInput),
});

export const PublicCheckoutUpdate = Type.Object({
  ...sharedMembers,
  ...choiceMembers,
  payment_method_type: optional(TrimmedInput),
  discount_code: optional(TrimmedInput),
  allow_trial: optional(Type.Literal(false)),
});

export const CheckoutConfirm = Type.Object({
  ...PublicCheckoutUpdate.properties,
  confirmation_token_id: optional(TrimmedInput),
});

type UpdateBody = Partial<Static<typeof CheckoutUpdate>> &
  Partial<Pick<Static<typeof PublicCheckoutUpdate>, 'discount_code' | 'payment_method_type'>> &
  Partial<Pick<Static<typeof ProductsCreate>, 'min_seats' | 'max_seats'>>;

/** A change in the core's words. Null clears the buyer's data, and leaves switches as they are. */
export function checkoutChange(body: UpdateBody): CheckoutChange {
  return {
    productId: body.product_id ?? undefined,
    priceId: body.product_price_id ?? undefined,
    currency: body.currency ?? undefined,
    amount: body.amount,
    seats: body.seats ?? body.min_seats ?? body.max_seats,
    discountId: body.discount_id,
    discountCode: body.discount_code,
    customerName: body.customer_name,
    customerEmail: body.customer_email,
    customerIpAddress: body.customer_ip_address,
    customerBillingName: body.customer_billing_name,
    customerBillingAddress: body.customer_billing_address,
    taxId: body.customer_tax_id,
    customerMetadata: body.customer_metadata ?? undefined,
    isBusinessCustomer: body.is_business_customer ?? undefined,
    requireBillingAddress: body.require_billing_address ?? undefined,
    allowDiscountCodes: body.allow_discount_codes ?? undefined,
    allowTrial: body.allow_trial ?? undefined,
    trialInterval: body.trial_interval,
    trialIntervalCount: body.trial_interval_count,
    locale: body.locale,
    successUrl: body.success_url,
    returnUrl: body.return_url,
    embedOrigin: body.embed_origin,
    metadata: body.metadata,
    paymentMethodType: body.payment_method_type,
  };
}

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
    seats_not_allowed: value('seats'),
    discount_unknown: value('discount_id'),
    discount_code_unknown: value('discount_code'),
    trial_interval_missing: { type: 'missing', loc: ['body', 'trial_interval'] },
    trial_interval_count_missing: { type: 'missing', loc: ['body', 'trial_interval_count'] },
    customer_unknown: value('customer_id'),
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
    case 'payment_not_ready':
      return known('PaymentNotReady', message);
    case 'customer_deleted':
      return domainError(409, 'CheckoutCustomerDeleted', message);
    case 'external_id_mismatch':
      return domainError(422, 'CheckoutCustomerExternalIdMismatch', message);
    case 'confirmation_token_unknown':
      return domainError(400, 'PaymentError', message);
    case 'payment_declined':
      // The declined payment is kept, and so is this answer's idempotency record with it.
      return { ...domainError(400, 'PaymentError', message), hasEffects: true };
    default:
      return undefined;
  }
}

/** The answer to failures about a checkout. */
export function refuseCheckout(failures: readonly [Failure, ...Failure[]], body: object): Answer {
  const own = ownAnswer(failures[0]);
  if (own) return own;
  const table = failureTable(body);
  const details = failures.flatMap((failure) => {
    const answer = answerFailures([failure], tableFor(failure, table), body);
    return (answer.body as { detail: Parameters<typeof invalid>[0] }).detail;
  });
  return invalid(details);
}

/** Some failures say themselves where in the body they are. */
function tableFor({ code, detail }: Failure, table: FailureTable): FailureTable {
  if (code === 'field_missing' && Array.isArray(detail?.path)) {
    const path = detail.path.map((part: string) => members[part] ?? part);
    return { [code]: { type: 'missing', loc: ['body', ...path] } };
  }
  const entry = table[code];
  if (!entry || typeof detail?.index !== 'number' || entry.loc.at(-1) !== 'products') return table;
  return { [code]: { ...entry, loc: [...entry.loc, detail.index] } };
}
