import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

/** A body as it is: what JSON.stringify would not write. */
async function post(path: string, raw: string): Promise<Called & { bytes: number }> {
  const response = await fetch(`${florin.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${florin.testKey}`, 'content-type': 'application/json' },
    body: raw,
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(text),
    bytes: text.length,
  };
}

test('a tag that is an object is asked for nothing: its members are the caller’s', async () => {
  for (const tag of [
    '{"toString":null}',
    '{"toString":1,"valueOf":1}',
    '["individual"]',
    '[]',
    '0',
    'false',
  ]) {
    const { status } = await post('/v1/customers/', `{"email":"tag@example.com","type":${tag}}`);
    assert.equal(status, 422, tag);
  }
});

test('numbers past all that can be stored are refused by name, not kept as nothing', async () => {
  for (const number of ['1e999', '-1e999']) {
    const polar = await post('/v1/customers/', `{"email":"huge@example.com","metadata":{"a":${number}}}`);
    assert.equal(polar.status, 422);
    const [detail] = (polar.body as { detail: { loc: string[] }[] }).detail;
    assert.deepEqual(detail?.loc, ['body', 'metadata', 'a']);
    const atlas = await post(
      '/functions/v1/customers',
      `{"email":"huge@example.com","metadata":{"a":[{"b":${number}}]}}`,
    );
    assert.equal(atlas.status, 400);
    assert.equal((atlas.body as { error: { param: string } }).error.param, 'metadata.a[0].b');
  }
  const { body } = await call('GET', `${florin.url}/functions/v1/customers`, { token: florin.testKey });
  assert.deepEqual((body as { data: unknown[] }).data, [], 'nobody was made');
});

test('a million bad entries are not answered one by one', async () => {
  const zeros = `[${'0,'.repeat(999_999)}0]`;
  const keys = `{${Array.from({ length: 100_000 }, (_, index) => `"key ${index}":{}`).join()}}`;
  for (const [path, raw] of [
    ['/v1/checkouts/', `{"products":${zeros}}`],
    ['/v1/checkouts/', `{"products":["x"],"metadata":${keys}}`],
    ['/v1/customers/', `{"email":"many@example.com","metadata":${keys}}`],
    ['/functions/v1/customers', `{"email":"many@example.com","tax_ids":${zeros}}`],
    ['/functions/v1/customers', `{"email":"many@example.com","metadata":${keys}}`],
    ['/api/v1/customers', `{"customer":${zeros}}`],
  ] as const) {
    const { status, bytes } = await post(path, raw);
    assert.ok(status === 422 || status === 400, `${path}: ${status}`);
    assert.ok(bytes < 1_000_000, `${path} answers ${bytes} bytes`);
  }
  const { status } = await call('GET', `${florin.url}/v1/customers/`, { token: florin.testKey });
  assert.equal(status, 200);
});
