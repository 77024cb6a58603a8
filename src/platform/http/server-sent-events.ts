import { Readable } from 'node:stream';
import type { Answer } from './route.ts';

export type ServerSentEvent = {
  /** What a reader that comes back says it has; of what belongs together only the last has one. */
  id?: string;
  event: string;
  /** Goes as JSON. */
  data: unknown;
};

/** How long a reader waits before it comes back after a break. */
const retryMilliseconds = 1_000;

export type EventSending = {
  /** What the reader has before the first: it may lose the line before that. */
  lastId: string | undefined;
  /**
   * What is sent, as it comes; an empty batch only shows that the line is open. A batch is asked for once the reader has taken
   * most of the one before. The signal is aborted when the reader leaves or the server stops: then it is to end.
   */
  batches(signal: AbortSignal): AsyncIterable<readonly ServerSentEvent[]>;
  /** The server begins to stop. */
  ending: AbortSignal;
  /** Called once it is over, whoever ended it. */
  over(): void;
};

/** An answer that goes on until its reader leaves. */
export function serverSentEvents({ lastId, batches, ending, over }: EventSending): Answer {
  const leaving = new AbortController();
  const { signal } = leaving;
  ending.addEventListener('abort', () => leaving.abort(), { signal });
  if (ending.aborted) leaving.abort();
  const source = write(lastId, batches(signal));
  const body = new Readable({
    read() {
      source.next().then(
        ({ value, done }) => body.destroyed || body.push(done ? null : value),
        (error) => body.destroy(error),
      );
    },
    // Not by `Readable.from`: that would wait for the next batch before it lets anybody know.
    destroy(error, done) {
      leaving.abort();
      over();
      done(error);
    },
  });
  return {
    status: 200,
    // Proxies that gather what they pass on would keep events back.
    headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
    body,
  };
}

async function* write(
  lastId: string | undefined,
  batches: AsyncIterable<readonly ServerSentEvent[]>,
): AsyncGenerator<string, void> {
  // The head goes out with the first words.
  yield `retry: ${retryMilliseconds}\n${idLine(lastId)}\n`;
  for await (const batch of batches) yield batch.length === 0 ? ':\n\n' : batch.map(textOf).join('');
}

function textOf({ id, event, data }: ServerSentEvent): string {
  return `${idLine(id)}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function idLine(id: string | undefined): string {
  return id === undefined ? '' : `id: ${id}\n`;
}
