import { migrate } from '../platform/postgres/migrate.ts';
import { readConfig } from '../server/config.ts';
import { openDatabase } from '../server/start.ts';
import type { Command } from './command.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Bring the database up to this version, and do nothing else (start does it, too)',
  options: {},
  async run() {
    const { pool, close } = await openDatabase(readConfig(process.env), () => {});
    try {
      const applied = await migrate(pool);
      return {
        json: { applied },
        lines: applied.length > 0 ? applied.map((name) => `Applied ${name}.`) : ['Nothing to do.'],
      };
    } finally {
      await close();
    }
  },
};
