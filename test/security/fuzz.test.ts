import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import type { Route } from '../../src/platform/http/route.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { hostileTexts, hostileValue, valueFor } from '../support/hostile.ts';
import { Random } from '../support/random.ts';

const requests = Number(process.env.FUZZ_REQUESTS ?? 5_000);
const seed = Number(process.env.FUZZ_SEED ?? 20_260_501);
const concurrency = 16;

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin({ LOG_LEVEL: 'silent' });
});
after(() => florin.stop());

type Sent = { method: string; path: string; headers: Record<string, string>; body?: string | Buffer };

const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });

function send({ method, path, headers, body }: Sent): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(florin.url);
    const request = http.request(
      { hostname, port, method, path, headers, agent, timeout: 30_000 },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
        );
      },
    );
    request.on('timeout', () => request.destroy(new Error('No answer within 30 seconds.')));
    request.on('error', reject);
    request.end(body);
  });
}

/** Things that exist, by the name of the member that refers to them, so that not everything ends at 404. */
type Pool = Map<string, string[]>;

function noteIds(pool: Pool, route: Route<never>, text: string): void {
  if (!text.startsWith('{')) return;
  const body = JSON.parse(text) as Record<string, unknown>;
  const noun =
    route.path
      .split('/')
      .filter((part) => part && !part.startsWith('{'))
      .at(-1) ?? '';
  const objects = [body, ...Object.values(body)].filter(
    (value): value is Record<string, unknown> => typeof value === 'object' && value !== null,
  );
  for (const object of objects) {
    for (const [name, value] of Object.entries(object)) {
      if (typeof value !== 'string' || value.length > 200) continue;
      if (!/id$|secret$|^token$|externalId|slug/i.test(name)) continue;
      const key = name === 'id' ? noun : name;
      const values = pool.get(key) ?? [];
      if (values.length < 40) pool.set(key, [...values, value]);
    }
  }
}

function encodePart(random: Random, text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return random.pick(['%ff', '%', '%00', '%ed%a0%80']);
  }
}

function pathFor(route: Route<never>, random: Random, pool: Pool): string {
  const noun = route.path.split('/').filter((part) => part && !part.startsWith('{'));
  return route.path.replace(/\{([^}]+)\}/g, (_match, name: string) => {
    if (random.chance(0.25)) return encodePart(random, random.pick(hostileTexts)) || 'x';
    const candidates = [
      ...(pool.get(name) ?? []),
      ...(pool.get(noun.at(-1) ?? '') ?? []),
      ...(pool.get(noun[1] ?? '') ?? []),
    ];
    return (
      encodePart(random, candidates.length > 0 ? random.pick(candidates) : random.pick(hostileTexts)) || 'x'
    );
  });
}

function queryFor(route: Route<never>, random: Random): string {
  const parts = Object.entries((route.query?.properties ?? {}) as Record<string, object>).flatMap(
    ([name, schema]) => {
      if (random.chance(0.7)) return [];
      const value = valueFor(schema, random, 0.3, () => undefined, name);
      const key = random.chance(0.1) ? `${name}[${random.pick(['a', '', '__proto__', '%00'])}]` : name;
      return [value].flat().map((item) => `${encodePart(random, key)}=${encodePart(random, String(item))}`);
    },
  );
  if (random.chance(0.05))
    parts.push(random.pick(['%', '&&&=', 'a=%ff', '[]=1', 'page=1e9', 'limit=-1', `x=${'y'.repeat(3000)}`]));
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

function bodyFor(route: Route<never>, random: Random, pool: Pool): string | Buffer {
  const known = (name: string) => {
    const values = pool.get(name) ?? pool.get(`${name.replace(/_?[iI]ds?$/, '')}s`);
    return values && random.chance(0.8) ? random.pick(values) : undefined;
  };
  const kind = random.below(100);
  if (kind < 2)
    return random.pick([
      '',
      '{',
      '[]',
      'null',
      '"text"',
      '{"a":1,"a":2}',
      '\ufeff{}',
      '{"a":1e400}',
      '[['.repeat(5000),
    ]);
  if (kind < 3) return Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]);
  if (kind < 4) return JSON.stringify(hostileValue(random));
  if (kind === 4 && random.chance(0.05))
    return `{"metadata":${JSON.stringify(Array.from({ length: 100_000 }, () => 1))}}`;
  if (kind === 5 && random.chance(0.02)) return `{"name":"${'x'.repeat(10 * 1024 * 1024)}"}`;
  return JSON.stringify(valueFor(route.body ?? {}, random, 0.06, known));
}

function headersFor(
  prefix: string,
  random: Random,
  tokens: readonly string[],
  sessions: readonly string[],
): Record<string, string> {
  const headers: Record<string, string> = {};
  const portal = sessions.length > 0 && random.chance(0.25);
  const kind = random.below(100);
  if (kind < 90)
    headers.authorization = `Bearer ${prefix === '/florin/v1' ? operatorToken : random.pick(portal ? sessions : tokens)}`;
  else if (kind < 96)
    headers.authorization = random.pick([
      'Bearer x',
      'Basic eDp5',
      'Bearer ',
      'bearer  a b',
      `Bearer ${'z'.repeat(4000)}`,
    ]);
  if (random.chance(0.1)) headers['idempotency-key'] = random.pick(['k1', 'k2', 'x'.repeat(300), 'é', ' ']);
  if (random.chance(0.1))
    headers['polar-version'] = random.pick(['2026-04', '2026-10', '2027-01', '1999-01', '']);
  if (random.chance(0.1)) headers['x-stainless-package-version'] = random.pick(['0.29.0', '0.21.0', 'x', '']);
  return headers;
}

test(`no request makes a 5xx: ${requests} of them, seed ${seed}`, { timeout: 240_000 }, async () => {
  const random = new Random(seed);
  const routes = florin.server.dialects.flatMap(({ prefix, routes }) =>
    routes.map((route) => ({ prefix, route })),
  );
  assert.ok(routes.length > 30);
  const pool: Pool = new Map([['external_id', ['usr_1']]]);
  const other = await florin.createOrganization('Other Company');
  const tokens = [
    florin.testKey,
    florin.testKey,
    florin.testKey,
    florin.liveKey,
    (await florin.createKey(other, 'test')).token,
    (await florin.createKey(other, 'test', { scopes: ['customers:read'] })).token,
    (await florin.createKey(other, 'live', { expiresAt: new Date(0) })).token,
  ];
  const faults: string[] = [];
  const statuses = new Map<number, number>();
  let sent = 0;
  /** Those whose turn has not come yet: each has one before any has the next. */
  let left: typeof routes = [];

  async function one(): Promise<void> {
    if (left.length === 0) left = [...routes];
    const { prefix, route } = left.splice(random.below(left.length), 1)[0]!;
    const hasBody = route.body !== undefined || (route.method !== 'GET' && random.chance(0.1));
    const body = hasBody ? bodyFor(route, random, pool) : undefined;
    const headers = headersFor(
      prefix,
      random,
      tokens,
      pool.get('token')?.filter((token) => token.startsWith('polar_')) ?? [],
    );
    if (body !== undefined) {
      headers['content-type'] = random.chance(0.95)
        ? 'application/json'
        : random.pick(['text/plain', 'application/xml', 'x', 'application/json; charset=latin1']);
      headers['content-length'] = String(Buffer.byteLength(body));
    }
    const method = random.chance(0.98)
      ? route.method
      : random.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
    const path = pathFor(route, random, pool) + queryFor(route, random);
    const answer = await send({ method, path, headers, body });
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (answer.status >= 500) {
      faults.push(
        `${answer.status} ${method} ${path}\n${String(body).slice(0, 600)}\n${answer.text.slice(0, 300)}`,
      );
    } else if (answer.status < 300 && method !== 'HEAD') {
      if (/"polar_c|"polar_|sk_test_/.test(answer.text) || random.chance(0.5))
        noteIds(pool, route, answer.text.slice(0, 1) === '{' ? answer.text : '');
    }
  }

  async function worker(): Promise<void> {
    while (sent < requests && faults.length < 20) {
      sent++;
      await one();
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
  assert.deepEqual(faults, []);
  const succeeded = [...statuses]
    .filter(([status]) => status < 300)
    .reduce((sum, [, count]) => sum + count, 0);
  assert.ok(
    succeeded > requests / 50,
    `Only ${succeeded} of ${sent} succeeded: the fuzz does not get past the door.`,
  );
  const alive = await send({
    method: 'GET',
    path: '/v1/customers/',
    headers: { authorization: `Bearer ${florin.testKey}` },
  });
  assert.equal(alive.status, 200);
});
