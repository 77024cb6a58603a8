import { florin } from '../../../api/client.ts';
import { useDownload } from '../../shared/download.ts';

type Filter = Record<string, string>;

/** The log as a file to keep, as it is filtered. */
export function useAuditExport(filter: Filter) {
  const { run, bytes, stop } = useDownload();
  return {
    bytes,
    stop,
    run: (format: 'csv' | 'ndjson') =>
      run(`audit.${format}`, (signal) =>
        florin.GET('/florin/v1/audit/export', {
          params: { query: { ...filter, format } },
          parseAs: 'stream',
          signal,
        }),
      ),
  };
}
