import { useRef, useState } from 'react';
import { problemOf } from '../../api/problem.ts';
import { toast } from '../../ui/toast.tsx';
import { reasonOf } from './queries.ts';

type Streamed = { data?: unknown; error?: unknown; response: Response };

/** Takes a file that the API streams, shows how much of it is there, and saves it. */
export function useDownload() {
  const [bytes, setBytes] = useState<number>();
  const stopper = useRef<AbortController>(undefined);
  async function run(name: string, ask: (signal: AbortSignal) => Promise<Streamed>): Promise<void> {
    const stopping = new AbortController();
    stopper.current = stopping;
    setBytes(0);
    try {
      const { data, error, response } = await ask(stopping.signal);
      if (!response.ok) throw problemOf(response.status, error);
      const parts: BlobPart[] = [];
      let size = 0;
      const reader = (data as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        parts.push(read.value);
        size += read.value.length;
        setBytes(size);
      }
      save(name, new Blob(parts, { type: response.headers.get('content-type') ?? '' }));
      toast(`${name} is saved.`);
    } catch (error) {
      if (!stopping.signal.aborted) toast(reasonOf(error), { tone: 'bad' });
    } finally {
      setBytes(undefined);
    }
  }
  return { run, bytes, stop: () => stopper.current?.abort() };
}

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
