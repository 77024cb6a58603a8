// Builds the pages into dist/web: hashed, and compressed beforehand so that serving them is reading a file.
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';

const web = path.join(import.meta.dirname, '..', 'web');
const output = path.join(web, '..', 'dist', 'web');
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Less is not made smaller by it. */
const smallestBytes = 1024;

await rm(output, { recursive: true, force: true });
// Each alone: beside the others it would be cut up by what they share, and load more, in more files.
for (const page of ['checkout', 'portal', 'dashboard']) {
  await build({
    configFile: path.join(web, 'vite.config.ts'),
    logLevel: 'warn',
    build: {
      emptyOutDir: false,
      rolldownOptions: {
        input: path.join(web, page, 'index.html'),
        // The checkout has few screens, and every kilobyte of its first counts. The others have many, that share most.
        output:
          page === 'checkout' ? {} : { codeSplitting: { groups: [{ name: 'shared', minShareCount: 3 }] } },
      },
    },
  });
}
// A page of a merchant loads it as it is, under one name for ever: no module, no other file.
await build({
  configFile: false,
  root: web,
  logLevel: 'warn',
  build: {
    outDir: output,
    emptyOutDir: false,
    reportCompressedSize: false,
    lib: {
      entry: path.join(web, 'embed', 'embed.ts'),
      name: 'Florin',
      formats: ['iife'],
      fileName: () => 'embed.js',
    },
  },
});

const files = await readdir(output, { recursive: true });
await Promise.all(
  files
    .filter((file) => /\.(js|css|svg|json)$/.test(file))
    .map(async (file) => {
      const name = path.join(output, file);
      const { size } = await stat(name);
      if (size < smallestBytes) return;
      const content = await readFile(name);
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: size };
      await Promise.all([
        brotli(content, { params }).then((packed) => writeFile(`${name}.br`, packed)),
        zip(content, { level: 9 }).then((packed) => writeFile(`${name}.gz`, packed)),
      ]);
    }),
);
