import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createWebhookEndpoint } from '../../src/billing/webhooks/index.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

let florin: TestFlorin;
let scope: Scope;
let receiver: Receiver;

before(async () => {
  florin = await startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on' });
  scope = await florin.scope(florin.organization, 'test');
  receiver = await startReceiver();
});

after(async () => {
  await receiver.close();
  await florin.stop();
});

test('a change of a customer reaches endpoints of all three vendors', async () => {
  for (const dialect of ['polar', 'flowglad', 'atlas'] as const) {
    const made = await createWebhookEndpoint(
      scope,
      {
        dialect,
        contract: '2025-09',
        name: null,
        url: receiver.url,
        format: 'raw',
        eventTypes: ['customer.created'],
        pricingModelId: dialect === 'flowglad' ? scope.pricingModelId : null,
        signatureScheme: null,
        secret: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0',
      },
      { allowLoopback: true },
    );
    assert.ok(made.ok);
  }
  const { status } = await call('POST', `${florin.url}/v1/customers/`, {
    token: florin.testKey,
    body: { email: 'ada@example.com', external_id: 'u_1' },
  });
  assert.equal(status, 201);
  await receiver.waitFor(3);
});
