import net, { type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A way between two parties of a TCP connection on which everything can go wrong. */
export type TcpProxy = {
  port: number;
  /** How many connections are open. */
  readonly open: number;
  /** How many have ever been taken. */
  readonly taken: number;
  /** Lets all that comes through so many milliseconds later, in order. */
  delay(milliseconds: number): void;
  /** Resets what is open. */
  cut(): void;
  /** Resets whatever opens, from now on. */
  refuse(): void;
  /** Takes everything, and lets nothing through: of what is open, and of what opens from now on. */
  swallow(): void;
  /** As `swallow`, but what opens from now on goes through: as after a router forgot the connections it knew. */
  swallowOpen(): void;
  /** Resets the next connections after so many bytes of answers. */
  tear(bytes: number, connections: number): void;
  /** Lets through again what opens from now on. What was swallowed is over, and both ends hear of it. */
  heal(): void;
  close(): Promise<void>;
};

type Pair = { near: net.Socket; far: net.Socket; isSwallowed: boolean; leftBytes: number };

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let taken = 0;
  let latency = 0;
  let isRefusing = false;
  let isSwallowing = false;
  let torn = { bytes: 0, connections: 0 };

  const server = net.createServer((near) => {
    taken++;
    near.on('error', () => {});
    if (isRefusing) return void near.resetAndDestroy();
    const far = net.connect(target);
    far.on('error', () => {});
    const pair: Pair = { near, far, isSwallowed: isSwallowing, leftBytes: Number.POSITIVE_INFINITY };
    if (torn.connections > 0) {
      torn.connections--;
      pair.leftBytes = torn.bytes;
    }
    pairs.add(pair);
    carry(pair, near, far, () => Number.POSITIVE_INFINITY);
    carry(pair, far, near, () => pair.leftBytes);
    for (const end of [near, far]) {
      end.on('close', () => {
        if (near.closed && far.closed) pairs.delete(pair);
      });
    }
  });

  /** Carries one direction; its pieces never overtake each other. */
  function carry(pair: Pair, from: net.Socket, to: net.Socket, room: () => number): void {
    let last: Promise<unknown> = Promise.resolve();
    const later = (work: () => void) => {
      const pause = latency;
      last = last.then(() => (pause > 0 ? wait(pause) : undefined)).then(work);
    };
    from.on('data', (chunk: Buffer) => {
      if (pair.isSwallowed) return;
      later(() => {
        if (pair.isSwallowed) return;
        to.write(chunk.subarray(0, room()));
        if (from !== pair.far) return;
        pair.leftBytes -= chunk.length;
        if (pair.leftBytes <= 0) reset(pair);
      });
    });
    from.on('close', () => {
      // The other end of what is swallowed hears of nothing.
      if (!pair.isSwallowed) later(() => to.destroy());
    });
  }

  function reset({ near, far }: Pair): void {
    near.resetAndDestroy();
    far.resetAndDestroy();
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    get open() {
      return pairs.size;
    },
    get taken() {
      return taken;
    },
    delay(milliseconds) {
      latency = milliseconds;
    },
    cut() {
      for (const pair of pairs) reset(pair);
    },
    refuse() {
      isRefusing = true;
    },
    swallow() {
      isSwallowing = true;
      for (const pair of pairs) pair.isSwallowed = true;
    },
    swallowOpen() {
      for (const pair of pairs) pair.isSwallowed = true;
    },
    tear(bytes, connections) {
      torn = { bytes, connections };
    },
    heal() {
      for (const pair of pairs) {
        if (pair.isSwallowed) reset(pair);
        pair.leftBytes = Number.POSITIVE_INFINITY;
      }
      isRefusing = false;
      isSwallowing = false;
      latency = 0;
      torn = { bytes: 0, connections: 0 };
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const pair of pairs) reset(pair);
      await closed;
    },
  };
}
