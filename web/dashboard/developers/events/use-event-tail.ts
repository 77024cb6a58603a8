import { useEffect, useRef, useState } from 'react';
import { florin } from '../../../api/client.ts';
import type { FlorinEvent } from '../objects.ts';

/** The newest that are kept on the screen. */
const mostShown = 200;
const firstWaitMilliseconds = 500;
const longestWaitMilliseconds = 15_000;

export type EventFilter = { type?: string[]; object_type?: string; object_id?: string };

export type EventTail = {
  /** The newest first. */
  events: readonly FlorinEvent[];
  state: 'connecting' | 'listening' | 'paused' | 'lost';
  pause(): void;
  /** Goes on where it was paused: nothing in between is left out. */
  resume(): void;
  clear(): void;
};

/** One event of the stream: the lines up to an empty one. */
export function readServerSentEvent(block: string): { id?: string; data?: string } {
  const found: { id?: string; data?: string } = {};
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === 'id') found.id = value;
    if (name === 'data') found.data = found.data === undefined ? value : `${found.data}\n${value}`;
  }
  return found;
}

/** Reads until the server ends the stream, or nobody listens any more. */
async function listen(
  filter: EventFilter,
  {
    signal,
    lastId,
    onOpen,
    onEvent,
  }: {
    signal: AbortSignal;
    lastId: string | undefined;
    onOpen(): void;
    onEvent(id: string | undefined, event: FlorinEvent | undefined): void;
  },
): Promise<void> {
  // An EventSource could not say which organization is meant: that stands in headers.
  const { data, response } = await florin.GET('/florin/v1/events', {
    params: { query: filter },
    headers: { accept: 'text/event-stream', ...(lastId ? { 'last-event-id': lastId } : {}) },
    parseAs: 'stream',
    signal,
  });
  // No event of this id is kept any more: only what comes from now on can be followed.
  if (response.status === 410) onEvent('', undefined);
  if (!data || !response.ok) throw new Error(`The stream was answered ${response.status}.`);
  onOpen();
  const reader = (data as unknown as ReadableStream<BufferSource>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value.replaceAll('\r', '')).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const { id, data: text } = readServerSentEvent(block);
      onEvent(id, text === undefined ? undefined : (JSON.parse(text) as FlorinEvent));
    }
  }
}

/** What happens, as it happens; a line that is lost is taken up again where it was. */
export function useEventTail(filter: EventFilter): EventTail {
  const [events, setEvents] = useState<readonly FlorinEvent[]>([]);
  const [state, setState] = useState<EventTail['state']>('connecting');
  const [isPaused, setPaused] = useState(false);
  const lastId = useRef<string>(undefined);
  const key = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter is another stream
  useEffect(() => {
    setEvents([]);
    lastId.current = undefined;
  }, [key]);
  useEffect(() => {
    if (isPaused) {
      setState('paused');
      return;
    }
    const ending = new AbortController();
    const { signal } = ending;
    const wanted = JSON.parse(key) as EventFilter;
    async function follow() {
      let wait = firstWaitMilliseconds;
      setState('connecting');
      while (!signal.aborted) {
        try {
          await listen(wanted, {
            signal,
            lastId: lastId.current,
            onOpen() {
              wait = firstWaitMilliseconds;
              setState('listening');
            },
            onEvent(id, event) {
              if (id !== undefined) lastId.current = id;
              if (event) setEvents((old) => [event, ...old].slice(0, mostShown));
            },
          });
        } catch {
          if (signal.aborted) return;
          setState('lost');
        }
        await new Promise((done) => setTimeout(done, wait));
        wait = Math.min(wait * 2, longestWaitMilliseconds);
      }
    }
    follow();
    return () => ending.abort();
  }, [key, isPaused]);
  return {
    events,
    state,
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    clear: () => setEvents([]),
  };
}
