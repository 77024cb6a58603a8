import { Type } from 'typebox';
import type { Price, ProductWithPrices } from '../../billing/catalog/index.ts';
import type { Customer } from '../../billing/customers/index.ts';
import type { Discount } from '../../billing/discounts/index.ts';
import { type BillingReason, type Invoice, isPaid, refundableAmounts } from '../../billing/invoices/index.ts';
import type { Organization } from '../../billing/organizations/index.ts';
import type { Subscription } from '../../billing/subscriptions/index.ts';
import {
  addressView,
  CustomerSchema,
  customerView,
  metadataView,
  timestamp,
  timestampOrNull,
  UserSchema,
  userView,
} from './customer-view.ts';
import { discountMembers, EmbeddedDiscountSchema } from './discount-view.ts';
import {
  CustomerOrganizationSchema,
  customerOrganizationView,
  organizationView,
} from './organization-view.ts';
import {
  PriceSchema,
  PublicProductSchema,
  priceView,
  productMembers,
  publicProductView,
} from './product-view.ts';
import { Address, Metadata, nullable, Timestamp, Uuid } from './schemas.ts';
import {
  CustomerOrderSubscriptionSchema,
  customerOrderSubscriptionView,
  OrderSubscriptionSchema,
  orderSubscriptionView,
} from './subscription-view.ts';

/** As Polar's clients know them. */
export const orderStatuses = [
  'draft',
  'pending',
  'paid',
  'refunded',
  'partially_refunded',
  'void',
] as const satisfies readonly Invoice['status'][];

export type OrderStatus = (typeof orderStatuses)[number];

const billingReasons: readonly BillingReason[] = [
  'purchase',
  'subscription_create',
  'subscription_cycle',
  'subscription_update',
  'subscription_meter_cycle',
];

const OrderItem = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  label: Type.String(),
  amount: Type.Integer(),
  tax_amount: Type.Integer(),
  proration: Type.Boolean(),
  product_price_id: nullable(Uuid),
});

const commonMembers = {
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  status: Type.Unsafe<OrderStatus>({ type: 'string', enum: [...orderStatuses] }),
  paid: Type.Boolean(),
  subtotal_amount: Type.Integer(),
  discount_amount: Type.Integer(),
  net_amount: Type.Integer(),
  tax_amount: Type.Integer(),
  total_amount: Type.Integer(),
  applied_balance_amount: Type.Integer(),
  due_amount: Type.Integer(),
  refunded_amount: Type.Integer(),
  refunded_tax_amount: Type.Integer(),
  refundable_amount: Type.Integer(),
  refundable_tax_amount: Type.Integer(),
  currency: Type.String(),
  billing_reason: Type.Unsafe<Invoice['billingReason']>({ type: 'string', enum: [...billingReasons] }),
  billing_name: nullable(Type.String()),
  billing_address: nullable(Address),
  invoice_number: nullable(Type.String()),
  is_invoice_generated: Type.Boolean(),
  receipt_number: nullable(Type.String()),
  seats: nullable(Type.Integer()),
  customer_id: Uuid,
  product_id: nullable(Uuid),
  discount_id: nullable(Uuid),
  subscription_id: nullable(Uuid),
  checkout_id: nullable(Uuid),
  next_payment_attempt_at: nullable(Timestamp),
  items: Type.Array(OrderItem),
  description: Type.String(),
  // What clients of the early days read.
  amount: Type.Integer(),
  from_balance_amount: Type.Integer(),
  user_id: Uuid,
  product_price_id: nullable(Uuid),
  product_price: nullable(PriceSchema),
};

const {
  prices: _prices,
  benefits: _benefits,
  medias: _medias,
  ...productOnly
} = PublicProductSchema.properties;

export const OrderSchema = Type.Object({
  ...commonMembers,
  metadata: Metadata,
  custom_field_data: Type.Unsafe<Record<string, unknown>>({ type: 'object' }),
  platform_fee_amount: Type.Integer(),
  platform_fee_currency: nullable(Type.String()),
  customer: CustomerSchema,
  user: UserSchema,
  product: nullable(Type.Object({ ...productOnly, metadata: Metadata })),
  subscription: nullable(OrderSubscriptionSchema),
  discount: nullable(EmbeddedDiscountSchema),
});

export const CustomerOrderSchema = Type.Object({
  ...commonMembers,
  subscription: nullable(CustomerOrderSubscriptionSchema),
  product: nullable(
    Type.Object({ ...PublicProductSchema.properties, organization: CustomerOrganizationSchema }),
  ),
});

/** What an order shows besides itself. */
export type OrderSurroundings = {
  product: ProductWithPrices | undefined;
  /** The price of the first item. */
  price: Price | undefined;
  /** The one that it is of. */
  subscription: Subscription | undefined;
  discount: Discount | undefined;
};

/** What nobody pays any more is void to Polar, whether it was given up for good or only for now. */
function orderStatus({ status }: Invoice): OrderStatus {
  return status === 'uncollectible' ? 'void' : status;
}

function commonView(invoice: Invoice, { price }: OrderSurroundings) {
  const refundable = refundableAmounts(invoice);
  return {
    id: invoice.id,
    created_at: timestamp(invoice.createdAt),
    modified_at: timestampOrNull(invoice.modifiedAt),
    status: orderStatus(invoice),
    paid: isPaid(invoice.status),
    subtotal_amount: invoice.subtotalAmount,
    discount_amount: invoice.discountAmount,
    net_amount: invoice.netAmount,
    tax_amount: invoice.taxAmount,
    total_amount: invoice.totalAmount,
    applied_balance_amount: invoice.appliedBalanceAmount,
    due_amount: invoice.dueAmount,
    refunded_amount: invoice.refundedAmount,
    refunded_tax_amount: invoice.refundedTaxAmount,
    refundable_amount: refundable.amount,
    refundable_tax_amount: refundable.taxAmount,
    currency: invoice.currency,
    billing_reason: invoice.billingReason,
    billing_name: invoice.billingName,
    billing_address: addressView(invoice.billingAddress),
    invoice_number: invoice.number,
    is_invoice_generated: invoice.hasDocument,
    receipt_number: invoice.receiptNumber,
    seats: invoice.seats,
    customer_id: invoice.customerId,
    product_id: invoice.productId,
    discount_id: invoice.discountId,
    subscription_id: invoice.subscriptionId,
    checkout_id: invoice.checkoutId,
    next_payment_attempt_at: timestampOrNull(invoice.nextPaymentAttemptAt),
    items: invoice.lines.map((line) => ({
      id: line.id,
      created_at: timestamp(line.createdAt),
      modified_at: timestampOrNull(line.modifiedAt),
      label: line.label,
      amount: line.amount,
      tax_amount: line.taxAmount,
      proration: line.proration,
      product_price_id: line.priceId,
    })),
    description: invoice.description,
    amount: invoice.netAmount,
    from_balance_amount: Math.max(0, -invoice.appliedBalanceAmount),
    user_id: invoice.customerId,
    product_price_id: invoice.lines[0]?.priceId ?? null,
    product_price: price ? priceView(price) : null,
  };
}

/** An order as its merchant sees it. */
export function orderView(invoice: Invoice, customer: Customer, surroundings: OrderSurroundings) {
  const { product, subscription, discount } = surroundings;
  const buyer = customerView(customer);
  return {
    ...commonView(invoice, surroundings),
    metadata: metadataView(invoice.metadata),
    custom_field_data: invoice.customFieldData,
    platform_fee_amount: 0,
    platform_fee_currency: null,
    customer: buyer,
    user: userView(buyer),
    product: product ? { ...productMembers(product), metadata: product.metadata } : null,
    subscription: subscription ? orderSubscriptionView(subscription) : null,
    discount: discount ? discountMembers(discount) : null,
  };
}

/** An order as its customer sees it: nothing that the merchant noted for itself. */
export function customerOrderView(
  invoice: Invoice,
  organization: Organization,
  surroundings: OrderSurroundings,
  publicUrl: string,
) {
  const { product, subscription } = surroundings;
  return {
    ...commonView(invoice, surroundings),
    subscription: subscription ? customerOrderSubscriptionView(subscription) : null,
    product: product
      ? { ...publicProductView(product), organization: embeddedOrganization(organization, publicUrl) }
      : null,
  };
}

/** The public organization, with the members that clients of the early days read. */
function embeddedOrganization(organization: Organization, publicUrl: string) {
  const view = organizationView(organization, publicUrl);
  return {
    ...customerOrganizationView(organization, publicUrl),
    bio: view.bio,
    company: view.company,
    blog: view.blog,
    location: view.location,
    twitter_username: view.twitter_username,
    pledge_minimum_amount: view.pledge_minimum_amount,
    pledge_badge_show_amount: view.pledge_badge_show_amount,
    default_upfront_split_to_contributors: view.default_upfront_split_to_contributors,
    profile_settings: view.profile_settings,
    email: view.email,
    website: view.website,
    socials: view.socials,
    // Those clients know one word for all that is shut.
    status: view.status === 'blocked' ? 'denied' : view.status,
    details_submitted_at: view.details_submitted_at,
    feature_settings: view.feature_settings,
    subscription_settings: view.subscription_settings,
    notification_settings: view.notification_settings,
    customer_email_settings: view.customer_email_settings,
  };
}
