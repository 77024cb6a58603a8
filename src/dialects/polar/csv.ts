import { stringify } from 'csv-stringify/sync';
import type { Answer, RequestFacts } from '../../platform/http/route.ts';

export type Row = readonly (string | null)[];

/**
 * A table as a file to keep, in the form that spreadsheets write: lines end in CR and LF, and what would be a formula is not
 * one. To a client that takes nothing but JSON (as the vendor's first ones do) it goes as one JSON text.
 */
export function csvAnswer(rows: readonly Row[], filename: string, request: RequestFacts): Answer {
  const text = stringify([...rows], { record_delimiter: '\r\n', escape_formulas: true });
  if (takesOnlyJson(request)) return { status: 200, body: text };
  return {
    status: 200,
    body: Buffer.from(text),
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename=${filename}`,
    },
  };
}

function takesOnlyJson({ headers }: RequestFacts): boolean {
  return /^\s*application\/json\s*(?:;[^,]*)?$/i.test(String(headers.accept ?? ''));
}
