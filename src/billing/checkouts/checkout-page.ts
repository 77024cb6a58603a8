import type { Scope } from '../../platform/scope.ts';
import { type Organization, selectOrganization } from '../organizations/index.ts';
import { readProcessorSetting } from '../payments/index.ts';
import { type Checkout, statusOf } from './checkout.ts';
import { selectCheckoutRow } from './checkouts.sql.ts';
import { findCheckoutScope } from './find-checkout-scope.ts';
import { selectLastDecline } from './set-ups.sql.ts';

/** What a buyer's page goes by beside the checkout itself, whatever has become of that. */
export type CheckoutPage = {
  organization: Organization;
  checkout: Checkout;
  /** Who would charge; null where nobody can yet. */
  processor: 'sandbox' | 'stripe' | null;
  /** What the processor's own card form is opened with. */
  publishableKey: string | null;
  /** Why the last try to pay failed, where the checkout is open for another. */
  declineReason: string | null;
  embedOrigin: string | null;
};

export async function loadCheckoutPage(scope: Scope, id: string): Promise<CheckoutPage | undefined> {
  const [checkout, organization, setting] = await Promise.all([
    selectCheckoutRow(scope, id),
    selectOrganization(scope.database, scope.organizationId),
    readProcessorSetting(scope),
  ]);
  if (!checkout || !organization) return undefined;
  const isOpen = statusOf(checkout, scope.clock.now()) === 'open';
  return {
    organization,
    checkout,
    processor: organization.status === 'active' ? setting.processor : null,
    publishableKey: setting.publishableKey,
    declineReason: isOpen ? ((await selectLastDecline(scope, id)) ?? null) : null,
    embedOrigin: embeddingOrigin(checkout.embedOrigin, organization.settings.embedHosts),
  };
}

/** The origin whose pages may show a checkout within themselves; undefined where none may, or there is no such checkout. */
export async function findEmbedOrigin(
  stranger: Parameters<typeof findCheckoutScope>[0],
  clientSecret: string,
): Promise<string | undefined> {
  const scope = await findCheckoutScope(stranger, clientSecret);
  if (scope?.actor.kind !== 'checkout') return undefined;
  const [checkout, organization] = await Promise.all([
    selectCheckoutRow(scope, scope.actor.id),
    selectOrganization(scope.database, scope.organizationId),
  ]);
  const hosts = organization?.settings.embedHosts ?? [];
  return embeddingOrigin(checkout?.embedOrigin ?? null, hosts) ?? undefined;
}

/** Nothing but an origin: it comes to stand in a header, where other characters would say something else. */
const originForm = /^https?:\/\/(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/;

/** @param hosts those that the organization allows; all where it names none */
function embeddingOrigin(embedOrigin: string | null, hosts: readonly string[]): string | null {
  const url = embedOrigin === null ? null : URL.parse(embedOrigin);
  if (!url || !originForm.test(url.origin)) return null;
  return hosts.length === 0 || hosts.includes(url.hostname) ? url.origin : null;
}
