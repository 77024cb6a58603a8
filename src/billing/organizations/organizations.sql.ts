import type { Database } from '../../platform/postgres/database.ts';
import type { Organization } from './organization.ts';

/** The row as it now is, as JSON: for what is told of a change. */
type Told = Record<string, unknown>;

export async function insertOrganization(database: Database, organization: Organization): Promise<Told> {
  const o = organization;
  const [row] = await database<{ data: Told }[]>`
    insert into organizations (id, created_at, name, slug, email, website, avatar_url, socials, legal_name, address, tax_ids,
      invoice_prefix, default_currency, default_tax_behavior, tax_registrations, tax_calculator, status, settings)
    values (${o.id}, ${o.createdAt}, ${o.name}, ${o.slug}, ${o.email}, ${o.website}, ${o.avatarUrl},
      ${database.json(o.socials)}, ${o.legalName}, ${database.json(o.address)}, ${database.json(o.taxIds)},
      ${o.invoicePrefix}, ${o.defaultCurrency}, ${o.defaultTaxBehavior},
      ${database.json(o.taxRegistrations)}, ${o.taxCalculator}, ${o.status}, ${database.json(o.settings)})
    returning to_jsonb(organizations) as data`;
  if (!row) throw new Error('An insert answered no row.');
  return row.data;
}

export async function selectOrganization(database: Database, id: string): Promise<Organization | undefined> {
  const [row] = await database<Organization[]>`select * from organizations where id = ${id}`;
  return row;
}

/** Held until the transaction ends. */
export async function selectOrganizationForUpdate(
  database: Database,
  id: string,
): Promise<Organization | undefined> {
  const [row] = await database<Organization[]>`select * from organizations where id = ${id} for update`;
  return row;
}

export async function selectOrganizationBySlug(
  database: Database,
  slug: string,
): Promise<Organization | undefined> {
  const [row] = await database<Organization[]>`select * from organizations where slug = ${slug}`;
  return row;
}

/** Newest first; all, or a page of those older than one. Ids begin with the time, so they are the order. */
export async function selectOrganizations(
  database: Database,
  page: { limit?: number; before?: string } = {},
): Promise<Organization[]> {
  const { before, limit } = page;
  return database<Organization[]>`
    select * from organizations ${before ? database`where id < ${before}` : database``}
    order by id desc limit ${limit ?? null}::int`;
}

export async function updateOrganizationRow(database: Database, organization: Organization): Promise<Told> {
  const o = organization;
  const [row] = await database<{ data: Told }[]>`
    update organizations set modified_at = ${o.modifiedAt}, name = ${o.name}, email = ${o.email}, website = ${o.website},
      avatar_url = ${o.avatarUrl}, socials = ${database.json(o.socials)}, legal_name = ${o.legalName},
      address = ${database.json(o.address)}, tax_ids = ${database.json(o.taxIds)}, invoice_prefix = ${o.invoicePrefix},
      default_currency = ${o.defaultCurrency}, default_tax_behavior = ${o.defaultTaxBehavior},
      tax_registrations = ${database.json(o.taxRegistrations)}, tax_calculator = ${o.taxCalculator},
      settings = ${database.json(o.settings)}
    where id = ${o.id}
    returning to_jsonb(organizations) as data`;
  if (!row) throw new Error('An organization was updated that is not there.');
  return row.data;
}
