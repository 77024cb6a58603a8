import type { FetchResponse, RequestBodyOption } from 'openapi-fetch';
import type { operations as FlorinOperations } from '../../api/generated/florin.ts';
import type { operations as PolarOperations } from '../../api/generated/polar.ts';

/** The body of a good answer, as the client gives it. */
export type Answered<Operation extends Record<string | number, unknown>> = NonNullable<
  FetchResponse<Operation, object, 'application/json'>['data']
>;
/** The body of a call, as the client takes it. */
export type Sent<Operation> = NonNullable<RequestBodyOption<Operation>['body']>;

/** What the screens show and send, by the names of the API. */
export type Product = Answered<PolarOperations['get_products_id']>;
export type Price = Product['prices'][number];
export type ProductCreate = Sent<PolarOperations['post_products']>;
export type ProductUpdate = Sent<PolarOperations['patch_products_id']>;
export type PriceCreate = ProductCreate['prices'][number];
export type CustomField = Answered<PolarOperations['get_custom_fields_id']>;
export type CustomFieldCreate = Sent<PolarOperations['post_custom_fields']>;
export type CustomFieldUpdate = Sent<PolarOperations['patch_custom_fields_id']>;
export type Discount = Answered<PolarOperations['get_discounts_id']>;
export type DiscountCreate = Sent<PolarOperations['post_discounts']>;
export type DiscountUpdate = Sent<PolarOperations['patch_discounts_id']>;
export type CheckoutLink = Answered<PolarOperations['get_checkout_links_id']>;
export type CheckoutLinkUpdate = Sent<PolarOperations['patch_checkout_links_id']>;
export type Subscription = Answered<PolarOperations['get_subscriptions_id']>;
export type SubscriptionUpdate = Sent<PolarOperations['patch_subscriptions_id']>;
export type CancellationReason = NonNullable<Subscription['customer_cancellation_reason']>;
export type Order = Answered<PolarOperations['get_orders_id']>;
export type Payment = Answered<PolarOperations['get_payments_id']>;
export type FoundPayment = Answered<FlorinOperations['get_payments']>['items'][number];
export type Refund = Answered<PolarOperations['get_refunds']>['items'][number];
export type RefundCreate = Sent<PolarOperations['post_refunds']>;
export type Dispute = Answered<PolarOperations['get_disputes_id']>;
export type PaymentMethod = Answered<PolarOperations['get_customers_id_payment_methods']>['items'][number];
export type Invoice = Answered<FlorinOperations['get_invoices_id']>;
export type CreditNote = Answered<FlorinOperations['get_credit_notes_id']>;
export type CreditNoteCreate = Sent<FlorinOperations['post_invoices_id_credit_notes']>;
export type ChangePreview = Answered<FlorinOperations['post_subscriptions_id_preview']>;
export type ComputedInvoice = NonNullable<ChangePreview['invoice']>;
export type Customer = Answered<FlorinOperations['get_customers_id']>;
export type CustomerUpdate = Sent<FlorinOperations['patch_customers_id']>;
export type FoundCustomer = Answered<FlorinOperations['get_customers']>['items'][number];
export type TimelineEntry = Omit<
  Answered<FlorinOperations['get_customers_id_timeline']>['items'][number],
  'data' | 'changes'
> & { data: Record<string, unknown>; changes: Record<string, { before: unknown; after: unknown }> };
export type Member = Answered<PolarOperations['get_customers_id_members']>['items'][number];
