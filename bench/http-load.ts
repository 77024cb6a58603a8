import net from 'node:net';

export type Call = { method: string; path: string; body?: string };

export type LoadResult = { requests: number; seconds: number; perSecond: number; failures: number };

/**
 * Keeps so many connections busy, each with one request at a time, until the time is over or the count is reached.
 *
 * Not a stock load generator: on two cores the generator's own cost would be a large part of what is measured, and a
 * bare socket with a fixed head costs the least.
 */
export async function load(
  origin: string,
  token: string | undefined,
  connections: number,
  until: { seconds: number } | { requests: number },
  next: () => Call,
): Promise<LoadResult> {
  const { hostname, port } = new URL(origin);
  const head = `Host: ${hostname}:${port}\r\n${token ? `Authorization: Bearer ${token}\r\n` : ''}`;
  const started = performance.now();
  const deadline = 'seconds' in until ? started + until.seconds * 1000 : Number.POSITIVE_INFINITY;
  const enough = 'requests' in until ? until.requests : Number.POSITIVE_INFINITY;
  const count = { sent: 0, done: 0, failures: 0 };

  const connection = () =>
    new Promise<void>((resolve, reject) => {
      const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
      let received = '';
      let wanted = -1;
      const send = () => {
        if (performance.now() >= deadline || count.sent >= enough) {
          socket.end();
          resolve();
          return;
        }
        count.sent++;
        const { method, path, body } = next();
        const entity =
          body === undefined
            ? '\r\n'
            : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
        socket.write(`${method} ${path} HTTP/1.1\r\n${head}${entity}`);
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        if (wanted < 0) {
          const end = received.indexOf('\r\n\r\n');
          if (end < 0) return;
          const length = /content-length: (\d+)/i.exec(received.slice(0, end))?.[1] ?? '0';
          wanted = end + 4 + Number(length);
        }
        if (received.length < wanted) return;
        const status = Number(received.slice(9, 12));
        if (status >= 300) count.failures++;
        count.done++;
        received = '';
        wanted = -1;
        send();
      });
    });

  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - started) / 1000;
  return { requests: count.done, seconds, perSecond: count.done / seconds, failures: count.failures };
}
