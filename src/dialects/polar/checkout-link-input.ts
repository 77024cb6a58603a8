import { type Static, Type } from 'typebox';
import type { CheckoutLinkChange, LinkPrefill } from '../../billing/checkout-links/index.ts';
import { parseEmail } from '../../platform/email.ts';
import type { RawQuery } from '../../platform/http/query.ts';
import { parseUuid } from '../../platform/ids.ts';
import { canonicalLocale } from '../../platform/locale.ts';
import { codePointLength, trimToNull } from '../../platform/text.ts';
import { ProductIds, Seats } from './checkout-input.ts';
import { Interval } from './product-input.ts';
import { MetadataInput, nullable, TrimmedInput, UrlInput, UuidInput } from './schemas.ts';

const optional = <S extends Parameters<typeof nullable>[0]>(schema: S) => Type.Optional(nullable(schema));

const members = {
  metadata: Type.Optional(MetadataInput),
  trial_interval: optional(Interval),
  trial_interval_count: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  label: optional(TrimmedInput),
  discount_id: optional(UuidInput),
  seats: optional(Seats),
  units: optional(Seats),
  success_url: optional(UrlInput),
  return_url: optional(UrlInput),
};

const createMembers = {
  ...members,
  payment_processor: Type.Literal('stripe'),
  allow_discount_codes: Type.Boolean({ default: true }),
  require_billing_address: Type.Boolean({ default: false }),
};

const ByProducts = Type.Object(
  { ...createMembers, products: ProductIds },
  { title: 'CheckoutLinkCreateProducts' },
);
const ByProduct = Type.Object(
  { ...createMembers, product_id: UuidInput },
  { title: 'CheckoutLinkCreateProduct' },
);
const ByPrice = Type.Object(
  { ...createMembers, product_price_id: UuidInput },
  { title: 'CheckoutLinkCreateProductPrice' },
);

export type CheckoutLinkCreateBody =
  | Static<typeof ByProducts>
  | Static<typeof ByProduct>
  | Static<typeof ByPrice>;

export const CheckoutLinkCreate = Type.Unsafe<CheckoutLinkCreateBody>({
  anyOf: [ByProducts, ByProduct, ByPrice],
});

export const CheckoutLinkUpdate = Type.Object({
  ...members,
  products: optional(ProductIds),
  allow_discount_codes: optional(Type.Boolean()),
  require_billing_address: optional(Type.Boolean()),
});

/** A change in the core's words. Null leaves switches and products as they are. */
export function checkoutLinkChange(body: Static<typeof CheckoutLinkUpdate>): CheckoutLinkChange {
  return {
    metadata: body.metadata,
    trialInterval: body.trial_interval,
    trialIntervalCount: body.trial_interval_count,
    productIds: body.products ?? undefined,
    label: body.label,
    discountId: body.discount_id,
    seats: body.seats,
    units: body.units,
    successUrl: body.success_url,
    returnUrl: body.return_url,
    allowDiscountCodes: body.allow_discount_codes ?? undefined,
    requireBillingAddress: body.require_billing_address ?? undefined,
  };
}

const fieldPrefix = 'custom_field_data.';

/** Parameters that fill in the checkout, and go no further. */
const prefilling: ReadonlySet<string> = new Set([
  'product_id',
  'amount',
  'customer_email',
  'customer_name',
  'discount_code',
  'locale',
  'embed_origin',
]);

/** Parameters that are kept with the checkout. */
const origins = [
  'reference_id',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
] as const;

const longestName = 256;
const longestMetadata = 500;

/** What the address of a link fills in. Polar: what is no good is left out without a word. */
export function linkPrefill(query: RawQuery): LinkPrefill {
  const given = (name: string) => trimToNull(query.get(name)?.at(-1) ?? '') ?? undefined;
  const email = parseEmail(given('customer_email') ?? '');
  const productId = parseUuid(given('product_id') ?? '');
  const name = given('customer_name');
  const amount = given('amount');
  const answers = [...query].flatMap(([key, values]) =>
    key.startsWith(fieldPrefix) ? [[key.slice(fieldPrefix.length), values.at(-1)]] : [],
  );
  return {
    productId: 'uuid' in productId ? productId.uuid : undefined,
    amount: amount !== undefined && /^\d{1,12}$/.test(amount) ? Number(amount) : undefined,
    customerEmail: email.ok ? email.email : undefined,
    customerName: name !== undefined && codePointLength(name) <= longestName ? name : undefined,
    discountCode: given('discount_code'),
    locale: canonicalLocale(given('locale') ?? '') ?? undefined,
    customFieldData: Object.fromEntries(answers),
    embedOrigin: given('embed_origin'),
    metadata: Object.fromEntries(
      origins.flatMap((origin) => {
        const value = given(origin);
        return value !== undefined && codePointLength(value) <= longestMetadata ? [[origin, value]] : [];
      }),
    ),
  };
}

/** The address of a checkout with what its link's own address said beyond filling it in. */
export function withOtherParameters(address: string, query: RawQuery): string {
  const url = new URL(address);
  for (const [name, values] of query) {
    if (prefilling.has(name) || name.startsWith(fieldPrefix)) continue;
    for (const value of values) url.searchParams.append(name, value);
  }
  return url.href;
}
