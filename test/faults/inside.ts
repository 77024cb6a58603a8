/** Figures of a process from inside, once its garbage is collected. */
export type Inside = { liveBytes: number; residentBytes: number; handles: number };

export type Looker = { figures(): Promise<Inside>; close(): void };

/** Looks into a process that was started with `--inspect`, by what it wrote of that. Close it: the process would wait for that at its end. */
export async function lookInside(log: string): Promise<Looker> {
  const [, url] = /Debugger listening on (ws:\S+)/.exec(log) ?? [];
  if (!url) throw new Error(`The process cannot be looked into: ${log}`);
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`Nobody answers at ${url}.`));
  });
  let asked = 0;
  const waiting = new Map<number, (result: unknown) => void>();
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id: number; result: unknown };
    waiting.get(id)?.(result);
    waiting.delete(id);
  };
  const ask = (method: string, params: object = {}) =>
    new Promise<unknown>((resolve) => {
      waiting.set(++asked, resolve);
      socket.send(JSON.stringify({ id: asked, method, params }));
    });
  return {
    async figures() {
      await ask('HeapProfiler.collectGarbage');
      const expression = `(() => {
        const { rss, heapUsed, external } = process.memoryUsage();
        const handles = process.getActiveResourcesInfo().length;
        return { liveBytes: heapUsed + external, residentBytes: rss, handles };
      })()`;
      const answer = await ask('Runtime.evaluate', { expression, returnByValue: true });
      return (answer as { result: { value: Inside } }).result.value;
    },
    close: () => socket.close(),
  };
}
