import type { Database } from '../../platform/postgres/database.ts';

/** A picture as it was uploaded. */
export type Logo = { mediaType: string; content: Buffer };

/** An organization has one at a time. */
export async function replaceLogo(
  database: Database,
  logo: Logo & { organizationId: string; hash: string; modifiedAt: Date },
): Promise<void> {
  const l = logo;
  await deleteLogoRow(database, l.organizationId);
  await database`
    insert into organization_logos (organization_id, modified_at, hash, media_type, content)
    values (${l.organizationId}, ${l.modifiedAt}, ${l.hash}, ${l.mediaType}, ${l.content})`;
}

/** The picture of a hash; undefined where the organization has another by now. */
export async function selectLogo(
  database: Database,
  organizationId: string,
  hash: string,
): Promise<Logo | undefined> {
  const [row] = await database<Logo[]>`
    select media_type, content from organization_logos
    where organization_id = ${organizationId} and hash = ${hash}`;
  return row;
}

export async function deleteLogoRow(database: Database, organizationId: string): Promise<void> {
  await database`delete from organization_logos where organization_id = ${organizationId}`;
}
