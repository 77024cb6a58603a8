import type { Scope } from '../../platform/scope.ts';
import { selectOrganization } from '../organizations/index.ts';
import { readProcessorSetting } from '../payments/index.ts';

/** With what a customer's page takes a card. */
export type CardForm = {
  /** Whose form it is; null where nothing can be charged yet. */
  processor: 'sandbox' | 'stripe' | null;
  /** What the processor's own form is opened with. */
  publishableKey: string | null;
};

export async function findCardForm(scope: Scope): Promise<CardForm> {
  const [organization, { processor }] = await Promise.all([
    selectOrganization(scope.database, scope.organizationId),
    readProcessorSetting(scope),
  ]);
  if (organization?.status !== 'active') return { processor: null, publishableKey: null };
  const key = organization.settings.publishableKeys?.[scope.mode] ?? null;
  return { processor, publishableKey: processor === 'stripe' ? key : null };
}
