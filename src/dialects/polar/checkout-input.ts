import { isIP } from 'node:net';
import { type Static, Type } from 'typebox';
import type { CheckoutChange } from '../../billing/checkouts/index.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import { CurrencyInput, PriceCreate, type PriceInput } from './price-input.ts';
import { Interval } from './product-input.ts';
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

export const Seats = Type.Integer({ minimum: 1, maximum: 10_000 });
const Amount = Type.Integer({ minimum: 0 });

/** Answers to custom fields, by slug; what they must be is the fields' to say. */
const CustomFieldData = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  propertyNames: Type.String(),
  additionalProperties: Type.Unknown(),
});

/** What merchant and buyer may both set. */
const sharedMembers = {
  custom_field_data: Type.Optional(CustomFieldData),
  amount: optional(Amount),
  seats: optional(Seats),
  units: optional(Seats),
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

export const ProductIds = parsed(
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
      Type.Unsafe<Record<string, PriceInput[]>>({
        type: 'object',
        propertyNames: UuidInput,
        additionalProperties: Type.Array(PriceCreate, { minItems: 1 }),
      }),
    ),
  },
  { title: 'CheckoutProductsCreate' },
);
const ProductCreate = Type.Object(
  { ...createMembers, product_id: UuidInput },
  { title: 'CheckoutProductCreate' },
);
const ByPriceCreate = Type.Object(
  { ...createMembers, product_price_id: UuidInput },
  { title: 'CheckoutPriceCreate' },
);

export type CheckoutCreateBody =
  | Static<typeof ProductsCreate>
  | Static<typeof ProductCreate>
  | Static<typeof ByPriceCreate>;

/** A list of products, or, as in the early contract, one product or one price. */
export const CheckoutCreate = Type.Unsafe<CheckoutCreateBody>({
  anyOf: [ProductsCreate, ProductCreate, ByPriceCreate],
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
    seats: body.seats,
    minSeats: body.min_seats ?? undefined,
    maxSeats: body.max_seats ?? undefined,
    units: body.units,
    customFieldData: body.custom_field_data,
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
