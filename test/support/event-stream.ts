import { eventually } from './process.ts';

export type StreamedEvent = { id: string | undefined; event: string; data: Record<string, unknown> };

/** A reader of a server-sent event stream that keeps what it gets. */
export type EventStream = {
  status: number;
  headers: Headers;
  events: StreamedEvent[];
  /** Waits until so many events came, in all. */
  waitFor(count: number): Promise<StreamedEvent[]>;
  /** Settles once the server has ended it: true where it did so in order. */
  ended: Promise<boolean>;
  close(): void;
};

/**
 * @param caller the token, or the headers that say who calls
 * @param read whether what comes is read; else it waits in the server and on the way
 */
export async function openEventStream(
  url: string,
  caller: string | Record<string, string>,
  { lastEventId, read = true }: { lastEventId?: string; read?: boolean } = {},
): Promise<EventStream> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    headers: {
      ...(typeof caller === 'string' ? { authorization: `Bearer ${caller}` } : caller),
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: leaving.signal,
  });
  const stream: EventStream = {
    status: response.status,
    headers: response.headers,
    events: [],
    async waitFor(count) {
      await eventually(`${count} events`, 15_000, async () => stream.events.length >= count);
      return stream.events;
    },
    ended: Promise.resolve(true),
    close: () => leaving.abort(),
  };
  if (read) {
    stream.ended = take(stream, response).then(
      () => true,
      () => false,
    );
  }
  return stream;
}

async function take(stream: EventStream, response: Response): Promise<void> {
  let text = '';
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) keep(stream, block);
  }
}

function keep(stream: EventStream, block: string): void {
  const fields = new Map(
    block.split('\n').map((line) => {
      const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
      return [name, value] as const;
    }),
  );
  const event = fields.get('event');
  if (event !== undefined) {
    stream.events.push({ id: fields.get('id'), event, data: JSON.parse(fields.get('data') ?? 'null') });
  }
}
