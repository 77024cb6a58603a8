import { stat } from 'node:fs/promises';
import path from 'node:path';
import { backUp } from '../platform/postgres/backup.ts';
import { type Config, readConfig } from '../server/config.ts';
import { openDatabase } from '../server/start.ts';
import { type Command, CommandError } from './command.ts';
import { momentName, writeNewFile } from './new-file.ts';
import { progressBar, sizeText } from './progress.ts';

export const backupCommand: Command = {
  name: 'backup',
  summary: "Back up the database in Florin's data folder, also while it is at work",
  options: {
    out: { value: '<folder or file>', meaning: 'where to; compressed where the name ends in .gz' },
  },
  async run({ out = '.' }) {
    const config = readConfig(process.env);
    refuseOwnPostgres(config, 'pg_basebackup or pg_dump');
    await refuseNothing(config);
    const isFolder = await stat(out).then(
      (found) => found.isDirectory(),
      () => false,
    );
    const file = isFolder ? path.join(out, `florin-backup-${momentName(new Date())}.tar.gz`) : out;
    const { pool, close } = await openDatabase(config, () => {});
    const bar = progressBar('Backing up');
    let moment = '';
    try {
      const bytes = await writeNewFile(file, async ({ output, through }) => {
        const manifest = await backUp(pool, config.dataDir, output, { through, onProgress: bar.show });
        ({ moment } = manifest);
      });
      return {
        json: { file, bytes, moment },
        lines: [`Wrote ${file}: all that was there at ${moment}, ${sizeText(bytes)}.`],
      };
    } finally {
      bar.end();
      await close();
    }
  },
};

export function refuseOwnPostgres({ databaseUrl }: Config, tools: string): void {
  if (!databaseUrl) return;
  throw new CommandError(
    'not_embedded',
    `DATABASE_URL is a PostgreSQL of your own, which has tools for that: ${tools}.`,
  );
}

/** A start would make an empty database, and the backup would be of that. */
async function refuseNothing({ dataDir }: Config): Promise<void> {
  const folder = path.join(dataDir, 'postgres');
  if (await stat(folder).catch(() => undefined)) return;
  throw new CommandError('not_found', `There is no database in ${folder}. Set FLORIN_DATA_DIR.`);
}
