import { type Static, Type } from 'typebox';
import {
  activeTrial,
  billingAddressFields,
  type Checkout,
  type CheckoutDetails,
  type CheckoutStatus,
  checkoutAmounts,
  checkoutStatuses,
  statusOf,
} from '../../billing/checkouts/index.ts';
import { avatarUrlAt } from '../../billing/organizations/index.ts';
import { addInterval } from '../../platform/calendar.ts';
import { attachedFieldViews } from './custom-field-view.ts';
import { addressView, timestamp, timestampOrNull } from './customer-view.ts';
import { publicDiscountView } from './discount-view.ts';
import {
  AttachedFieldSchema,
  IntervalSchema,
  PriceSchema,
  PublicProductSchema,
  priceView,
  publicProductView,
} from './product-view.ts';
import { Address, Metadata, nullable, Timestamp, Uuid } from './schemas.ts';

export const CheckoutStatusSchema = Type.Unsafe<CheckoutStatus>({
  type: 'string',
  enum: [...checkoutStatuses],
});

const AddressField = Type.Union([
  Type.Literal('required'),
  Type.Literal('optional'),
  Type.Literal('disabled'),
]);
const AddressFields = Type.Object({
  country: AddressField,
  state: AddressField,
  city: AddressField,
  postal_code: AddressField,
  line1: AddressField,
  line2: AddressField,
});

const discountMembers = {
  id: Uuid,
  name: Type.String(),
  code: nullable(Type.String()),
  duration: Type.Union([Type.Literal('once'), Type.Literal('forever'), Type.Literal('repeating')]),
  duration_in_months: Type.Optional(Type.Integer()),
};

/** What a buyer sees of a discount. */
const DiscountSchema = Type.Union([
  Type.Object({
    ...discountMembers,
    type: Type.Literal('fixed'),
    amount: Type.Integer(),
    currency: Type.String(),
    amounts: Type.Unsafe<Record<string, number>>({ type: 'object', additionalProperties: Type.Integer() }),
  }),
  Type.Object({
    ...discountMembers,
    type: Type.Literal('percentage'),
    basis_points: Type.Integer(),
  }),
]);

/** What merchant and buyer both see. */
const sharedMembers = {
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  custom_field_data: Type.Unsafe<Record<string, unknown>>({ type: 'object' }),
  payment_processor: Type.Literal('stripe'),
  status: CheckoutStatusSchema,
  client_secret: Type.String(),
  url: Type.String(),
  expires_at: Timestamp,
  success_url: Type.String(),
  return_url: nullable(Type.String()),
  embed_origin: nullable(Type.String()),
  amount: Type.Integer(),
  seats: nullable(Type.Integer()),
  min_seats: nullable(Type.Integer()),
  max_seats: nullable(Type.Integer()),
  units: nullable(Type.Integer()),
  discount_amount: Type.Integer(),
  net_amount: Type.Integer(),
  tax_amount: nullable(Type.Integer()),
  tax_behavior: nullable(Type.Union([Type.Literal('inclusive'), Type.Literal('exclusive')])),
  total_amount: Type.Integer(),
  currency: Type.String(),
  allow_trial: Type.Boolean(),
  active_trial_interval: nullable(IntervalSchema),
  active_trial_interval_count: nullable(Type.Integer()),
  trial_end: nullable(Timestamp),
  organization_id: Uuid,
  product_id: Uuid,
  product_price_id: Uuid,
  discount_id: nullable(Uuid),
  allow_discount_codes: Type.Boolean(),
  require_billing_address: Type.Boolean(),
  is_discount_applicable: Type.Boolean(),
  is_free_product_price: Type.Boolean(),
  is_payment_required: Type.Boolean(),
  is_payment_setup_required: Type.Boolean(),
  is_payment_form_required: Type.Boolean(),
  customer_id: nullable(Uuid),
  is_business_customer: Type.Boolean(),
  customer_name: nullable(Type.String()),
  customer_email: nullable(Type.String()),
  customer_ip_address: nullable(Type.String()),
  customer_billing_name: nullable(Type.String()),
  customer_billing_address: nullable(Address),
  customer_tax_id: nullable(Type.String()),
  locale: nullable(Type.String()),
  payment_method_type: nullable(Type.String()),
  payment_processor_metadata: Type.Unsafe<Record<string, string>>({ type: 'object' }),
  billing_address_fields: AddressFields,
  // The name of the same in the early contract.
  customer_billing_address_fields: AddressFields,
  products: Type.Array(PublicProductSchema),
  product: PublicProductSchema,
  product_price: PriceSchema,
  prices: Type.Unsafe<Record<string, Static<typeof PriceSchema>[]>>({
    type: 'object',
    additionalProperties: Type.Array(PriceSchema),
  }),
  discount: nullable(DiscountSchema),
  attached_custom_fields: Type.Array(AttachedFieldSchema),
};

export const CheckoutSchema = Type.Object({
  ...sharedMembers,
  trial_interval: nullable(IntervalSchema),
  trial_interval_count: nullable(Type.Integer()),
  metadata: Metadata,
  external_customer_id: nullable(Type.String()),
  // The name of the same in the early contract.
  customer_external_id: nullable(Type.String()),
  subscription_id: nullable(Uuid),
  customer_metadata: Metadata,
});

const Organization = Type.Object({
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  name: Type.String(),
  slug: Type.String(),
  avatar_url: nullable(Type.String()),
  proration_behavior: Type.String(),
  allow_customer_updates: Type.Boolean(),
});

export const PublicCheckoutSchema = Type.Object({ ...sharedMembers, organization: Organization });

export const ConfirmedCheckoutSchema = Type.Object({
  ...PublicCheckoutSchema.properties,
  status: Type.Literal('confirmed'),
  customer_session_token: nullable(Type.String()),
});

/** What a view needs to know beyond the checkout. */
export type ViewFacts = { now: Date; publicUrl: string };

/** Where a buyer pays. */
export function checkoutUrl({ clientSecret }: Pick<Checkout, 'clientSecret'>, publicUrl: string): string {
  return `${publicUrl}/checkout/${clientSecret}`;
}

/** `{CHECKOUT_ID}`, also as it is spelt once an address was taken apart and put together. */
const idPlaceholder = /\{CHECKOUT_ID\}|%7BCHECKOUT_ID%7D/gi;

function sharedView(details: CheckoutDetails, { now, publicUrl }: ViewFacts) {
  const { checkout, products, product, prices, offered, discount } = details;
  const amounts = checkoutAmounts(details, now);
  const url = checkoutUrl(checkout, publicUrl);
  const addressFields = billingAddressFields(checkout, amounts.isPaymentFormRequired);
  return {
    id: checkout.id,
    created_at: timestamp(checkout.createdAt),
    modified_at: timestampOrNull(checkout.modifiedAt),
    custom_field_data: checkout.customFieldData,
    // Its clients know one processor and refuse any other name.
    payment_processor: 'stripe' as const,
    status: statusOf(checkout, now),
    client_secret: checkout.clientSecret,
    url,
    expires_at: timestamp(checkout.expiresAt),
    success_url: checkout.successUrl?.replace(idPlaceholder, checkout.id) ?? `${url}/confirmation`,
    return_url: checkout.returnUrl,
    embed_origin: checkout.embedOrigin,
    ...quantityView(checkout),
    amount: amounts.amount,
    discount_amount: amounts.discountAmount,
    net_amount: amounts.netAmount,
    tax_amount: amounts.taxAmount,
    tax_behavior: amounts.taxBehavior,
    total_amount: amounts.totalAmount,
    currency: checkout.currency,
    ...trialView(details, now),
    organization_id: checkout.organizationId,
    product_id: checkout.productId,
    product_price_id: checkout.priceId,
    discount_id: checkout.discountId,
    allow_discount_codes: checkout.allowDiscountCodes,
    require_billing_address: checkout.requireBillingAddress,
    is_discount_applicable: !amounts.isFreePrice,
    is_free_product_price: amounts.isFreePrice,
    is_payment_required: amounts.chargeAmount > 0,
    is_payment_setup_required: amounts.isSetUpRequired,
    is_payment_form_required: amounts.isPaymentFormRequired,
    ...buyerView(checkout),
    locale: checkout.locale,
    payment_method_type: checkout.paymentMethodType,
    payment_processor_metadata: processorView(details),
    billing_address_fields: addressFields,
    customer_billing_address_fields: addressFields,
    products: products.map(publicProductView),
    product: publicProductView(product),
    product_price: priceView(firstOf(prices)),
    prices: Object.fromEntries(products.map(({ id }) => [id, (offered[id] ?? []).map(priceView)])),
    discount: discount && publicDiscountView(discount),
    attached_custom_fields: attachedFieldViews(details.customFields),
  };
}

function firstOf<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('A checkout is for no price.');
  return first;
}

function quantityView({ seats, minSeats, maxSeats, units }: Checkout) {
  return { seats, min_seats: minSeats, max_seats: maxSeats, units };
}

/** The end of a trial is what it would be now, until it is confirmed. */
function trialView(details: CheckoutDetails, now: Date) {
  const { allowTrial, trialEnd } = details.checkout;
  const trial = activeTrial(details);
  const end = trialEnd ?? (trial && addInterval(now, trial.interval, trial.count));
  return {
    allow_trial: allowTrial,
    active_trial_interval: trial?.interval ?? null,
    active_trial_interval_count: trial?.count ?? null,
    trial_end: timestampOrNull(end),
  };
}

function buyerView(checkout: Checkout) {
  return {
    customer_id: checkout.customerId,
    is_business_customer: checkout.isBusinessCustomer,
    customer_name: checkout.customerName,
    customer_email: checkout.customerEmail,
    customer_ip_address: checkout.customerIpAddress,
    customer_billing_name: checkout.customerBillingName,
    customer_billing_address: addressView(checkout.customerBillingAddress),
    customer_tax_id: checkout.customerTaxId?.value ?? null,
  };
}

/** What the buyer's form needs where the card's holder has to authenticate. */
function processorView({ challengeSecret }: CheckoutDetails): Record<string, string> {
  if (challengeSecret === null) return {};
  return { intent_status: 'requires_action', intent_client_secret: challengeSecret };
}

/** A checkout as its merchant sees it. */
export function checkoutView(details: CheckoutDetails, facts: ViewFacts) {
  const { checkout } = details;
  return {
    ...sharedView(details, facts),
    trial_interval: checkout.trialInterval,
    trial_interval_count: checkout.trialIntervalCount,
    metadata: checkout.metadata,
    external_customer_id: checkout.externalCustomerId,
    customer_external_id: checkout.externalCustomerId,
    subscription_id: checkout.subscriptionId,
    customer_metadata: checkout.customerMetadata,
  };
}

/** A checkout as its buyer sees it. */
export function publicCheckoutView(details: CheckoutDetails, facts: ViewFacts) {
  const { organization } = details;
  return {
    ...sharedView(details, facts),
    organization: {
      created_at: timestamp(organization.createdAt),
      modified_at: timestampOrNull(organization.modifiedAt),
      id: organization.id,
      name: organization.name,
      slug: organization.slug,
      avatar_url: avatarUrlAt(facts.publicUrl, organization),
      proration_behavior: organization.settings.subscription.proration_behavior,
      allow_customer_updates: organization.settings.subscription.allow_customer_updates,
    },
  };
}
