import type { Mode } from '../../platform/scope.ts';
import type { CardMetadata } from './processor.ts';

/** Why a payment was tried. */
export type PaymentTrigger =
  | 'purchase'
  | 'subscription_cycle'
  | 'retry_dunning'
  | 'retry_customer'
  | 'retry_payment_method_update'
  | 'retry_admin';

/** What is done once it succeeded. */
export type PaymentPurpose = 'checkout' | 'invoice' | 'subscription_change';

/** One try to move money: there before it is tried, and kept whether it went well or not. */
export type Payment = {
  organizationId: string;
  mode: Mode;
  /** Also the key that keeps the processor from charging twice. */
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  purpose: PaymentPurpose;
  customerId: string | null;
  checkoutId: string | null;
  invoiceId: string | null;
  subscriptionId: string | null;
  paymentMethodId: string | null;
  /** The name of the processor that carries it out, and what it knows the payment by. */
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
  /** Whether trying the same method again is of no use. */
  isFinalDecline: boolean;
  /** For a change of a subscription: the command that is applied once it is paid for. */
  change: Record<string, unknown> | null;
  /** Stands for the buyer's card until the payment is settled. */
  confirmationToken: string | null;
  /** With it the buyer's form takes the buyer through authentication; null where none is asked for. */
  clientSecret: string | null;
  returnUrl: string | null;
  customerReference: string | null;
  settledAt: Date | null;
  /** When a pending one is looked at again. */
  nextActionAt: Date | null;
};
