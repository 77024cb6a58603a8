// Writes the types of the pages' API clients, from the OpenAPI documents that Florin itself serves.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import openapiTS from 'openapi-typescript';
import { createDialects } from '../src/dialects/index.ts';
import { openApiDocument } from '../src/platform/http/openapi.ts';

const folder = path.join(import.meta.dirname, '..', 'web', 'api', 'generated');

/** Polar's in the contract that the pages name, and our own in its only one. */
const documents = { polar: '2026-10', florin: undefined };

// Nothing is asked of what routes are made with until one is called.
const nothing = new Proxy(() => nothing, { get: () => nothing });
const dialects = createDialects(nothing, nothing, nothing, {
  operatorToken: undefined,
  polarContract: '2025-09',
  flowgladContract: '2025-06',
});

await mkdir(folder, { recursive: true });
for (const [name, version] of Object.entries(documents)) {
  const dialect = dialects.find((one) => one.name === name);
  const document = JSON.parse(JSON.stringify(openApiDocument(dialect, version)));
  const text = await openapiTS(document);
  const file = path.join(folder, `${name}.ts`);
  // A file that is as it was keeps its time, so that whoever watches it does not begin anew.
  if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await writeFile(file, text);
}
