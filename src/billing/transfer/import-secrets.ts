import { randomBytes } from 'node:crypto';
import { ArchiveError } from '../../platform/archive.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { sealText } from '../../platform/sealed-text.ts';
import {
  deleteAccountsWithoutSecret,
  type SilentEndpoint,
  selectEndpointsWithoutSecret,
  silenceEndpoint,
} from './finish-import.sql.ts';
import { lotsOfLines } from './lines.ts';
import { type SecretLine, secretsFile } from './manifest.ts';
import type { ExportSeal } from './passphrase.ts';
import { endpointSecrets, sealedColumns } from './sealed-columns.ts';
import { updateSealedText } from './sealed-rows.sql.ts';

/** Seals what the export has under this server's own keys. */
export async function unseal(
  database: Database,
  organizationId: string,
  seal: ExportSeal,
  content: AsyncIterable<Buffer>,
): Promise<void> {
  for await (const lot of lotsOfLines(secretsFile, content)) {
    for (const { number, text } of lot) {
      const { table, column, mode, id, sealed } = JSON.parse(text) as SecretLine;
      const columns = sealedColumns.find((one) => one.table === table && one.columns.includes(column));
      const owner = { organizationId, mode, id };
      if (!columns) throw new ArchiveError(`${secretsFile}, line ${number}: ${table} has no such secret.`);
      const place = columns.place(owner, column);
      const opened = seal.open(place, Buffer.from(sealed, 'base64'));
      const own = sealText(await columns.key(database), place, opened);
      if (await updateSealedText(database, columns, owner, column, own)) continue;
      throw new ArchiveError(`${secretsFile}, line ${number}: there is no such row of ${table}.`);
    }
  }
}

/** What came without its secret. */
export type Secretless = {
  disabledEndpoints: Omit<SilentEndpoint, 'isDeleted'>[];
  missingProcessors: Awaited<ReturnType<typeof deleteAccountsWithoutSecret>>;
};

/** Turns off what cannot work without its secret, rather than have it signed or charged with another. */
export async function turnOffSecretless(database: Database, organizationId: string): Promise<Secretless> {
  const endpoints = await selectEndpointsWithoutSecret(database, organizationId);
  for (const { mode, id } of endpoints) {
    const owner = { organizationId, mode, id };
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const place = endpointSecrets.place(owner, 'secret');
    await silenceEndpoint(database, owner, sealText(await endpointSecrets.key(database), place, secret));
  }
  return {
    disabledEndpoints: endpoints
      .filter(({ isDeleted }) => !isDeleted)
      .map(({ isDeleted: _, ...endpoint }) => endpoint),
    missingProcessors: await deleteAccountsWithoutSecret(database, organizationId),
  };
}
