import type { Scope } from '../../platform/scope.ts';
import { selectOrganization } from '../organizations/index.ts';

/** Whether the organization sells seats. */
export async function seatsAreEnabled({ database, organizationId }: Scope): Promise<boolean> {
  const organization = await selectOrganization(database, organizationId);
  return organization?.settings.feature.seat_based_pricing_enabled ?? false;
}
