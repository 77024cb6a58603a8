import { importOrganization } from '../billing/transfer/index.ts';
import type { Command } from './command.ts';
import { readPassphrase } from './export.ts';
import { progressBar } from './progress.ts';
import { resultOf, withDatabase } from './with-database.ts';

export const importCommand: Command = {
  name: 'import',
  summary: 'Bring an organization in from its export, whole, with the same ids',
  options: {
    'without-secrets': { meaning: 'leave the secrets out that the export has' },
  },
  positionals: ['<file>'],
  async run(values, [file = '']) {
    const passphrase = readPassphrase();
    const bar = progressBar('Importing');
    const imported = await withDatabase(async (pool) =>
      resultOf(
        await importOrganization(pool, file, {
          passphrase,
          withoutSecrets: values['without-secrets'] !== undefined,
          onProgress: bar.show,
        }),
      ),
    ).finally(bar.end);
    const { organization, moment, tables, documents, disabledEndpoints, missingProcessors } = imported;
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    return {
      json: {
        organization,
        moment,
        rows,
        documents,
        disabled_endpoints: disabledEndpoints,
        missing_processors: missingProcessors,
      },
      lines: [
        `Brought in ${organization.name} (${organization.slug}, ${organization.id}) as of ${moment}: ${rows} rows and ${documents} PDFs.`,
        ...disabledEndpoints.map(
          ({ mode, id, url, dialect }) =>
            `Turned off for want of its secret: webhook endpoint ${id} (${dialect}, ${mode}, ${url}). Give it a new one, and turn it on.`,
        ),
        ...missingProcessors.map(
          ({ mode, processor }) =>
            `Without its keys: ${processor} in ${mode} mode. Nobody charges there until it is set: processor set --organization ${organization.slug} --mode ${mode}`,
        ),
      ],
    };
  },
};
