import type { Database } from '../../platform/postgres/database.ts';
import type { Mode } from '../../platform/scope.ts';
import type { SealedColumns, SealedOwner } from './sealed-columns.ts';

export type SealedText = { mode: Mode; id: string; text: Buffer };

/** What is sealed in a column of an organization's rows. */
export async function selectSealedTexts(
  database: Database,
  { table, idColumn }: SealedColumns,
  organizationId: string,
  column: string,
): Promise<SealedText[]> {
  return database<SealedText[]>`
    select mode, ${database(idColumn)} as id, ${database(column)} as text
    from ${database(table)} where organization_id = ${organizationId} and ${database(column)} is not null
    order by mode, ${database(idColumn)}`;
}

/** Answers whether there is such a row. */
export async function updateSealedText(
  database: Database,
  { table, idColumn }: SealedColumns,
  { organizationId, mode, id }: SealedOwner,
  column: string,
  text: Buffer,
): Promise<boolean> {
  const rows = await database`
    update ${database(table)} set ${database(column)} = ${text}
    where organization_id = ${organizationId} and mode = ${mode} and ${database(idColumn)} = ${id}`;
  return rows.count > 0;
}
