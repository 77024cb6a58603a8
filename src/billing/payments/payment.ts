import type { Mode } from '../../platform/scope.ts';
import type { CardMetadata } from '../payment-methods/index.ts';

/** Why a payment was tried. */
export type PaymentTrigger =
  | 'purchase'
  | 'subscription_cycle'
  | 'retry_dunning'
  | 'retry_customer'
  | 'retry_payment_method_update'
  | 'retry_admin';

/** One try to move money, kept whether it went well or not. */
export type Payment = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  customerId: string | null;
  checkoutId: string | null;
  invoiceId: string | null;
  paymentMethodId: string | null;
  /** The name of the processor that carried it out, and what it knows the payment by. */
  processor: string;
  processorReference: string | null;
  status: 'pending' | 'succeeded' | 'failed';
  trigger: PaymentTrigger;
  /** Minor units. */
  amount: number;
  currency: string;
  /** `card`, or another kind of method. */
  method: string;
  methodMetadata: CardMetadata | Record<string, never>;
  /** Why it failed: a stable word, and a text for the buyer. */
  declineReason: string | null;
  declineMessage: string | null;
};
