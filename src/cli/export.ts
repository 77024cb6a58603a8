import { exportOrganization, shortestPassphrase } from '../billing/transfer/index.ts';
import { type Command, CommandError, required, UsageError } from './command.ts';
import { momentName, writeNewFile } from './new-file.ts';
import { progressBar, sizeText } from './progress.ts';
import { findOrganization, withDatabase } from './with-database.ts';

export const exportCommand: Command = {
  name: 'export',
  summary:
    'Write all that is there of an organization into an archive; secrets only under FLORIN_EXPORT_PASSPHRASE',
  options: {
    organization: { value: '<id or slug>', meaning: 'whose data, of both modes' },
    out: { value: '<file>', meaning: 'where to; compressed where the name ends in .gz' },
    'no-documents': { meaning: 'leave the rendered PDFs out' },
  },
  async run(values) {
    const name = required(values, 'organization');
    const passphrase = readPassphrase();
    return withDatabase(async (pool) => {
      const { id, slug } = await findOrganization(pool, name);
      const file = values.out ?? `${slug}-${momentName(new Date())}.tar.gz`;
      const bar = progressBar('Exporting');
      let rows = 0;
      let documents: number | null = null;
      let moment = '';
      const bytes = await writeNewFile(file, async ({ output, through, folder }) => {
        const manifest = await exportOrganization(pool, id, output, {
          documents: values['no-documents'] === undefined,
          passphrase,
          through,
          spoolFolder: folder,
          onProgress: bar.show,
        });
        if (!manifest) throw new CommandError('not_found', `${slug} is gone.`);
        rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        ({ documents, moment } = manifest);
      }).finally(bar.end);
      const contents = `${rows} rows${documents === null ? '' : ` and ${documents} PDFs`}`;
      return {
        json: { file, bytes, moment, rows, documents, secrets: passphrase !== undefined },
        lines: [
          `Wrote ${file}: ${contents} as of ${moment}, ${sizeText(bytes)}.`,
          passphrase === undefined
            ? 'Without the secrets of webhook endpoints and processors: set FLORIN_EXPORT_PASSPHRASE to have them in it.'
            : 'The secrets of webhook endpoints and processors are in it, sealed under the passphrase.',
        ],
      };
    });
  },
};

/** Of the environment: what is typed stands in the shell's history, and in the list of processes. */
export function readPassphrase(): string | undefined {
  const passphrase = process.env.FLORIN_EXPORT_PASSPHRASE || undefined;
  if (passphrase !== undefined && passphrase.length < shortestPassphrase) {
    throw new UsageError(`FLORIN_EXPORT_PASSPHRASE must have at least ${shortestPassphrase} characters.`);
  }
  return passphrase;
}
