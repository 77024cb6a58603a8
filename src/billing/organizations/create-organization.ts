import type { Clock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import {
  type Database,
  guarded,
  transaction,
  violatedUniqueIndex,
} from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Actor, Scope } from '../../platform/scope.ts';
import { createPricingModel } from '../catalog/index.ts';
import { recordChange } from '../changes/index.ts';
import { defaultSettings, type Organization, slugify } from './organization.ts';
import { insertOrganization } from './organizations.sql.ts';

export type OrganizationInput = { name: string; slug: string } & Partial<
  Pick<
    Organization,
    | 'email'
    | 'website'
    | 'avatarUrl'
    | 'socials'
    | 'legalName'
    | 'address'
    | 'taxIds'
    | 'invoicePrefix'
    | 'defaultCurrency'
    | 'defaultTaxBehavior'
    | 'taxRegistrations'
    | 'taxCalculator'
  >
>;

/**
 * Makes an organization and, in both modes, its default pricing model with the free plan.
 *
 * @returns `slug_invalid` where nothing of the slug is left once it is slugified or it is not 3 to 64 long,
 *   `slug_taken` where another organization has it.
 */
export async function createOrganization(
  database: Database,
  clock: Clock,
  requestId: string,
  input: OrganizationInput,
  actor: Actor = { kind: 'operator' },
): Promise<Result<Organization>> {
  const slug = slugify(input.slug);
  if (slug.length < 3 || slug.length > 64) {
    return fail({
      code: 'slug_invalid',
      field: 'slug',
      message: 'Must have 3 to 64 letters, digits or hyphens.',
    });
  }
  const organization: Organization = {
    email: null,
    website: null,
    avatarUrl: null,
    socials: [],
    legalName: null,
    address: null,
    taxIds: [],
    invoicePrefix: slug.toUpperCase(),
    defaultCurrency: 'usd',
    defaultTaxBehavior: 'location',
    taxRegistrations: [],
    taxCalculator: 'table',
    ...input,
    slug,
    id: newId(clock.now()),
    createdAt: clock.now(),
    modifiedAt: null,
    status: 'active',
    settings: defaultSettings,
  };
  try {
    await guarded(database, (guard) =>
      transaction(guard, async (inside) => {
        const data = await insertOrganization(inside, organization);
        for (const mode of ['test', 'live'] as const) {
          const scope: Scope = {
            organizationId: organization.id,
            mode,
            pricingModelId: newId(clock.now()),
            actor,
            permissions: new Set(),
            clock,
            requestId,
            database: inside,
          };
          await createPricingModel(scope, {
            name: organization.name,
            isDefault: true,
            currency: organization.defaultCurrency,
          });
          await recordChange(scope, {
            type: 'organization.created',
            objectType: 'organization',
            objectId: organization.id,
            changes: { name: { before: null, after: organization.name } },
            data,
          });
        }
      }),
    );
  } catch (error) {
    if (violatedUniqueIndex(error) === 'organizations_slug_key') {
      return fail({
        code: 'slug_taken',
        field: 'slug',
        message: 'An organization with this slug already exists.',
      });
    }
    throw error;
  }
  return ok(organization);
}
