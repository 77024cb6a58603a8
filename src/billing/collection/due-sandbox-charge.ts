import type { Scope } from '../../platform/scope.ts';
import { nextSandboxEvent } from '../payments/index.ts';
import { receiveProcessorEvent } from './receive-processor-event.ts';

/** Lets come what the sandbox tells of a charge of its own accord, in the place of a processor's webhook. */
export async function runDueSandboxCharge(scope: Scope, id: string): Promise<undefined> {
  const event = await nextSandboxEvent(scope, id);
  if (event) await receiveProcessorEvent(scope, event);
}
