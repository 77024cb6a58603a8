import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Florin's own version: that of its package. */
export function florinVersion(): string {
  const file = path.join(import.meta.dirname, '../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
