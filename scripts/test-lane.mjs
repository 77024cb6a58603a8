// One of the processes that run the tests: it takes file after file until none is left, or it has had its share. Loading the server and the vendors'
// clients takes longer than most files' tests do, so it is done once.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
// What it does at the end of a test file is for the whole process.
import '../test/support/process.ts';

const root = path.join(import.meta.dirname, '..');
const folder = process.env.FLORIN_TEST_LANES;

const { files, most } = JSON.parse(readFileSync(path.join(folder, 'files.json'), 'utf8'));
let taken = 0;
for (const [index, file] of files.entries()) {
  if (taken === most) break;
  if (!isMine(index)) continue;
  taken += 1;
  await run(file);
}

/** Whoever makes the folder has the file. */
function isMine(index) {
  try {
    mkdirSync(path.join(folder, String(index)));
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Runs the tests of a file, and waits for their end. */
function run(file) {
  return new Promise((ended) => {
    suite(file, async () => {
      try {
        await import(pathToFileURL(path.resolve(root, file)));
      } catch (error) {
        test('is loaded', () => {
          throw error;
        });
      }
      after(ended);
    });
  });
}
