import type { Scope } from '../../platform/scope.ts';
import { type PaymentProcessor, ProcessorError } from './processor.ts';
import { sandboxProcessor } from './sandbox/sandbox-processor.ts';
import { openStripeAccount } from './stripe/stripe-account.ts';

/**
 * Who charges for the scope's organization in its mode: the account it has set, else the sandbox in test mode. Undefined
 * in live mode until an account is set: then nothing can be charged, and callers say `payment_not_ready`.
 */
export async function processorOf(scope: Scope): Promise<PaymentProcessor | undefined> {
  return (await stripeOf(scope)) ?? (scope.mode === 'test' ? sandboxProcessor : undefined);
}

/**
 * The processor that something was done with: what was paid through one cannot be refunded through another.
 *
 * @throws ProcessorError where the organization has no account there any more
 */
export async function processorNamed(scope: Scope, name: string): Promise<PaymentProcessor> {
  const named =
    name === 'stripe' ? await stripeOf(scope) : scope.mode === 'test' ? sandboxProcessor : undefined;
  if (!named) throw new ProcessorError(`The organization has no account at '${name}' in ${scope.mode} mode.`);
  return named;
}

async function stripeOf(scope: Scope): Promise<PaymentProcessor | undefined> {
  const account = await openStripeAccount(scope);
  if (!account) return undefined;
  // Loaded when first used: it takes a tenth of a second, which a start without it is spared.
  const { createStripeProcessor } = await import('./stripe/stripe-processor.ts');
  return createStripeProcessor(account);
}
