import type { Scope } from '../../platform/scope.ts';
import type { PaymentProcessor } from './processor.ts';
import { sandboxProcessor } from './sandbox/sandbox-processor.ts';

/** Who charges in a mode: the sandbox for tests. Live money has no processor yet, so nothing can be taken. */
export function processorOf(scope: Pick<Scope, 'mode'>): PaymentProcessor | undefined {
  return scope.mode === 'test' ? sandboxProcessor : undefined;
}
