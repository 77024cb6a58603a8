import { runDueCheckout } from '../checkouts/index.ts';
import {
  runDueInvoice,
  runDuePayment,
  runDueSandboxCharge,
  runDueSubscription,
} from '../collection/index.ts';
import { runDuePaymentMethod } from '../payment-methods/index.ts';
import { runDueRefund } from '../refunds/index.ts';
import type { DueStep } from './due-step.ts';

/** All that can fall due, in the order in which steps due at one instant are taken. */
export const dueSteps: readonly DueStep[] = [
  { table: 'subscriptions', run: runDueSubscription },
  { table: 'invoices', run: runDueInvoice },
  { table: 'payments', run: runDuePayment },
  { table: 'refunds', run: runDueRefund },
  { table: 'sandbox_charges', run: runDueSandboxCharge },
  { table: 'checkouts', run: runDueCheckout },
  { table: 'payment_methods', run: runDuePaymentMethod },
];

export const dueTables = dueSteps.map(({ table }) => table);
