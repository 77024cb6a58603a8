import assert from 'node:assert/strict';
import { test } from 'node:test';
import { supervise } from './embedded-supervisor.ts';

test('what has ended is started until that succeeds, and why it does not is said once', async () => {
  let attempts = 0;
  let runs = false;
  const said: string[] = [];
  await new Promise<void>((done) => {
    const start = async () => {
      attempts++;
      if (attempts < 3)
        throw new Error(`PostgreSQL did not start: the disk is full.\n12:00:0${attempts} FATAL`);
      runs = true;
    };
    const supervisor = supervise(
      () => runs,
      start,
      (line) => {
        said.push(line);
        if (runs) supervisor.end().then(done);
      },
    );
  });
  assert.equal(attempts, 3);
  assert.deepEqual(said, [
    'PostgreSQL has ended unexpectedly; starting it again',
    'PostgreSQL did not start: the disk is full.\n12:00:01 FATAL',
    'PostgreSQL runs again',
  ]);
});
