import { AsyncLocalStorage } from 'node:async_hooks';
import type { Occasion } from '../../billing/users/index.ts';
import type { Services } from '../../platform/http/dialect.ts';
import type { Scope } from '../../platform/scope.ts';

const noOrganization = '00000000-0000-0000-0000-000000000000';

/** The scope of whoever is not known yet. */
export function nobodysScope({ pool, clock }: Pick<Services, 'pool' | 'clock'>, requestId: string): Scope {
  return {
    organizationId: noOrganization,
    mode: 'live',
    pricingModelId: noOrganization,
    actor: { kind: 'system' },
    permissions: new Set(),
    clock,
    requestId,
    database: pool,
  };
}

/** A request to the library that signs people in, as its writes are recorded. */
export type Asking = { requestId: string; occasion: Occasion };

/** The library hands nothing of the kind down to where it writes. */
const askings = new AsyncLocalStorage<Asking>();

/** Runs work that the library does for a request. */
export function whileAsked<T>(asking: Asking, work: () => Promise<T>): Promise<T> {
  return askings.run(asking, work);
}

export function currentAsking(): Asking {
  const asking = askings.getStore();
  if (!asking) throw new Error('The library writes, and nobody has asked it anything.');
  return asking;
}
