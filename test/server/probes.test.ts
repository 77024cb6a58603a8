import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const get = (path: string) => fetch(`${florin.url}${path}`);

test('a server that runs is alive and ready', async () => {
  assert.deepEqual(await (await get('/healthz')).json(), { status: 'ok' });
  assert.deepEqual(await (await get('/readyz')).json(), { status: 'ready' });
});

test('another schema makes it alive but not ready', async () => {
  await florin.pool`insert into schema_migrations (version, name) values (9999, 'future')`;
  const response = await get('/readyz');
  assert.deepEqual([response.status, await response.json()], [503, { status: 'unavailable' }]);
  assert.equal((await get('/healthz')).status, 200);
  await florin.pool`delete from schema_migrations where version = 9999`;
  assert.equal((await get('/readyz')).status, 200);
});

test('metrics count requests by route, never by address', async () => {
  await fetch(`${florin.url}/v1/customers/0192f0c1-7a50-4c7e-8c1e-000000000000`, {
    headers: { authorization: `Bearer ${florin.testKey}` },
  });
  const response = await get('/metrics');
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
  const text = await response.text();
  assert.match(
    text,
    /florin_http_request_duration_seconds_count\{method="GET",route="\/v1\/customers\/:id",status="404"\} 1/,
  );
  assert.match(text, /process_resident_memory_bytes \d+/);
  assert.ok(!text.includes('0192f0c1'));
});

test('a path that leads nowhere, or cannot be read, is 404 in the words of its API', async () => {
  for (const path of ['/', '/nowhere', '/v2/customers', '/%zz']) {
    const response = await get(path);
    assert.deepEqual([response.status, await response.json()], [404, { error: 'Not Found' }], path);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff', path);
  }
  const polar = await get('/v1/%zz');
  assert.deepEqual([polar.status, await polar.json()], [404, { detail: 'Not Found' }]);
});
