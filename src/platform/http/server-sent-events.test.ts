import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { type ServerSentEvent, serverSentEvents } from './server-sent-events.ts';

/** A stream of batches that count themselves, and what is known of it. */
function count(batches: number, lastId?: string) {
  const ending = new AbortController();
  const known = { asked: 0, over: 0, ended: false };
  async function* source(signal: AbortSignal): AsyncGenerator<ServerSentEvent[]> {
    signal.addEventListener('abort', () => {
      known.ended = true;
    });
    for (let index = 0; index < batches && !signal.aborted; index++) {
      known.asked++;
      yield [{ id: String(index), event: 'counted', data: { text: 'x'.repeat(10_000) } }];
    }
    if (batches === 0) await once(signal, 'abort');
  }
  const { body } = serverSentEvents({
    lastId,
    batches: source,
    ending: ending.signal,
    over: () => known.over++,
  });
  return { body: body as Readable, ending, known };
}

async function textOf(body: Readable): Promise<string> {
  return (await body.setEncoding('utf8').toArray()).join('');
}

test('what a reader does not take is not asked for', async () => {
  const { body, known } = count(1_000);
  body.once('readable', () => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(known.asked > 0 && known.asked < 10, `${known.asked} batches`);
  const closed = once(body, 'close');
  body.destroy();
  await closed;
  assert.deepEqual([known.over, known.ended], [1, true]);
});

test('events go as the standard writes them, after what the reader has', async () => {
  const { body, known } = count(2, 'before');
  const [head, first, second, rest] = (await textOf(body)).split('\n\n');
  assert.equal(head, 'retry: 1000\nid: before');
  assert.match(first ?? '', /^id: 0\nevent: counted\ndata: \{"text":"x+"\}$/);
  assert.match(second ?? '', /^id: 1\n/);
  assert.equal(rest, '');
  assert.equal(known.over, 1);
});

test('it ends in order when the server does', async () => {
  const quiet = count(0);
  setImmediate(() => quiet.ending.abort());
  assert.equal(await textOf(quiet.body), 'retry: 1000\n\n');
  assert.equal(quiet.known.over, 1);
});
