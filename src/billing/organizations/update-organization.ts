import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { everyProductHasPriceIn } from '../catalog/index.ts';
import { changesBetween, recordChange } from '../changes/index.ts';
import { decideOrganizationUpdate, type OrganizationChange } from './decide-organization.ts';
import type { Organization } from './organization.ts';
import { selectOrganizationForUpdate, updateOrganizationRow } from './organizations.sql.ts';

const members = [
  'name',
  'email',
  'website',
  'avatarUrl',
  'socials',
  'legalName',
  'address',
  'taxIds',
  'invoicePrefix',
  'defaultCurrency',
  'defaultTaxBehavior',
  'taxRegistrations',
  'taxCalculator',
  'settings',
] as const;

/**
 * Changes the scope's organization, which is one in both modes: each is told of it.
 *
 * @returns `not_found`, `seat_pricing_kept` or `member_model_needed`, `currency_without_prices`, `tax_id_invalid`.
 */
export async function updateOrganization(
  scope: Scope,
  change: OrganizationChange,
): Promise<Result<Organization>> {
  return transaction(scope.database, async (database) => {
    const before = await selectOrganizationForUpdate(database, scope.organizationId);
    if (!before) return fail({ code: 'not_found', message: 'There is no such organization.' });
    const { defaultCurrency: currency } = change;
    const moves = currency !== undefined && currency !== before.defaultCurrency;
    const priced = !moves || (await everyProductHasPriceIn(database, before.id, currency));
    const decided = decideOrganizationUpdate(before, change, priced);
    if (!decided.ok) return decided;
    const changes = changesBetween<Organization>(before, decided.value, members);
    if (Object.keys(changes).length === 0) return ok(before);
    const after = { ...decided.value, modifiedAt: scope.clock.now() };
    const data = await updateOrganizationRow(database, after);
    for (const mode of ['test', 'live'] as const) {
      await recordChange(
        { ...scope, mode, database },
        {
          type: 'organization.updated',
          objectType: 'organization',
          objectId: after.id,
          changes,
          data,
        },
      );
    }
    return ok(after);
  });
}
