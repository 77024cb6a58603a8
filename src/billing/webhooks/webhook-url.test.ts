import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webhookUrlProblem } from './webhook-url.ts';

const strict = { allowLoopback: false };
const local = { allowLoopback: true };

const cases: [string, ReturnType<typeof webhookUrlProblem>][] = [
  ['https://example.com/hook', undefined],
  ['https://example.com:8443/hook?a=b', undefined],
  ['https://93.184.215.14/hook', undefined],
  ['https://bücher.example/hook', undefined],
  ['http://example.com/hook', 'url_insecure'],
  ['ftp://example.com/hook', 'url_invalid'],
  ['https://user:secret@example.com/hook', 'url_invalid'],
  ['example.com/hook', 'url_invalid'],
  ['https://intern/hook', 'url_invalid'],
  ['', 'url_invalid'],
  ['https://localhost/hook', 'url_not_public'],
  ['https://LOCALHOST./hook', 'url_not_public'],
  ['https://api.localhost/hook', 'url_not_public'],
  ['https://db.internal/hook', 'url_not_public'],
  ['https://printer.local/hook', 'url_not_public'],
  ['https://127.0.0.1/hook', 'url_not_public'],
  ['https://0x7f.1/hook', 'url_not_public'],
  ['https://[::1]/hook', 'url_not_public'],
  ['https://[::ffff:7f00:1]/hook', 'url_not_public'],
  ['https://10.0.0.8/hook', 'url_not_public'],
  ['https://169.254.169.254/latest', 'url_not_public'],
];

for (const [url, problem] of cases) {
  test(`${url || 'the empty text'}: ${problem ?? 'is taken'}`, () => {
    assert.equal(webhookUrlProblem(url, 'live', strict), problem);
    assert.equal(webhookUrlProblem(url, 'live', local), problem);
    assert.equal(webhookUrlProblem(url, 'test', strict), problem);
  });
}

test('this machine is taken in test mode where that is allowed, also without TLS; its neighbours are not', () => {
  for (const url of ['http://localhost:3000/hook', 'http://127.0.0.1/hook', 'http://[::1]:3000/']) {
    assert.equal(webhookUrlProblem(url, 'test', local), undefined);
    assert.equal(webhookUrlProblem(url, 'live', local), 'url_not_public');
  }
  assert.equal(webhookUrlProblem('http://192.168.1.5/hook', 'test', local), 'url_not_public');
});
