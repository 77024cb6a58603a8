import type { Database } from '../../platform/postgres/database.ts';
import { serverSecret } from '../../platform/postgres/server-secret.ts';
import type { Mode } from '../../platform/scope.ts';
import { accountSealingKey, accountSecretPlace } from '../payments/index.ts';
import { endpointSealingKey, endpointSecretPlace } from '../webhooks/index.ts';

/** Whose a sealed text is. `id` is the organization's where its table has no ids. */
export type SealedOwner = { organizationId: string; mode: Mode; id: string };

/** A table's columns of texts that are sealed under a key of the server's own. */
export type SealedColumns<Column extends string = string> = {
  table: string;
  columns: readonly Column[];
  /** The column that tells its rows apart within a mode, besides the organization's. */
  idColumn: 'id' | 'organization_id';
  key(database: Database): Promise<Buffer>;
  /** What each is sealed for. */
  place(owner: SealedOwner, column: Column): string;
};

export const endpointSecrets: SealedColumns<'secret' | 'previous_secret'> = {
  table: 'webhook_endpoints',
  columns: ['secret', 'previous_secret'],
  idColumn: 'id',
  key: endpointSealingKey,
  place: endpointSecretPlace,
};

const accountSecrets: SealedColumns<'secret_key' | 'webhook_secret'> = {
  table: 'processor_accounts',
  columns: ['secret_key', 'webhook_secret'],
  idColumn: 'organization_id',
  key: (database) => serverSecret(database, accountSealingKey),
  place: accountSecretPlace,
};

export const sealedColumns: readonly SealedColumns[] = [endpointSecrets, accountSecrets];
