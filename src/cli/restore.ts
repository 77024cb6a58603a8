import { selectOrganizations } from '../billing/organizations/index.ts';
import { restoreBackup } from '../platform/postgres/backup-restore.ts';
import { schemaVersions } from '../platform/postgres/migrate.ts';
import { readConfig } from '../server/config.ts';
import { openDatabase } from '../server/start.ts';
import { refuseOwnPostgres } from './backup.ts';
import type { Command } from './command.ts';

export const restoreCommand: Command = {
  name: 'restore',
  summary: "Put a backup in the place of the database in Florin's data folder",
  options: {
    force: { meaning: 'put a database aside that is there already' },
  },
  positionals: ['<file>'],
  async run({ force }, [file = '']) {
    const config = readConfig(process.env);
    refuseOwnPostgres(config, 'pg_restore or psql');
    const { manifest, replaced } = await restoreBackup(config.dataDir, file, {
      replace: force !== undefined,
    });
    const { moment } = manifest;
    // The first start works off what was changed while the backup was taken: here, where somebody sees how it goes.
    const { pool, close } = await openDatabase(config, () => {});
    try {
      const { current } = await schemaVersions(pool);
      const organizations = current === 0 ? [] : await selectOrganizations(pool);
      return {
        json: {
          data_dir: config.dataDir,
          moment,
          schema_version: current,
          organizations: organizations.map(({ id, slug }) => ({ id, slug })),
          replaced: replaced ?? null,
        },
        lines: [
          `Restored ${config.dataDir} as of ${moment}: ${organizations.length} organizations, schema version ${current}.`,
          ...(replaced ? [`What was there before is in ${replaced}. Remove it once it is not wanted.`] : []),
        ],
      };
    } finally {
      await close();
    }
  },
};
