import { ArchiveError } from '../../platform/archive.ts';

export type Line = { number: number; text: string };

const linesAtOnce = 250;
const bytesAtOnce = 4 * 1024 * 1024;
const longestLineBytes = 128 * 1024 * 1024;
const newline = 0x0a;

/** The lines of a part, in lots that are bounded by number and by size. */
export async function* lotsOfLines(file: string, content: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  let lot: Line[] = [];
  let bytes = 0;
  let number = 0;
  for await (const line of splitLines(file, content)) {
    lot.push({ number: ++number, text: line.toString('utf8') });
    bytes += line.length;
    if (lot.length < linesAtOnce && bytes < bytesAtOnce) continue;
    yield lot;
    lot = [];
    bytes = 0;
  }
  if (lot.length > 0) yield lot;
}

async function* splitLines(file: string, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const rest = chunk.subarray(start, end);
      yield begun.length === 0 ? rest : Buffer.concat([...begun, rest]);
      begun = [];
      length = 0;
      start = end + 1;
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > longestLineBytes) throw new ArchiveError(`${file} has a line that is too long.`);
  }
  if (length > 0) throw new ArchiveError(`${file} does not end with the end of a line.`);
}
