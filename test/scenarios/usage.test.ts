import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { recordedUsage } from '../../src/billing/usage/index.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

test('what was recorded in a period is summed, use and credits apart', async () => {
  const scope = await florin.scope(florin.organization, 'test');
  const [customerId, other, meterId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  const { pool, organization } = florin;
  await pool`
    insert into meters (organization_id, mode, id, created_at, name)
    values (${organization.id}, 'test', ${meterId}, now(), 'Calls')`;
  const record = (customer: string, day: string, kind: string, quantity: string) => pool`
    insert into usage_records (organization_id, mode, id, customer_id, meter_id, occurred_at, kind, quantity)
    values (${organization.id}, 'test', ${crypto.randomUUID()}, ${customer}, ${meterId}, ${new Date(day)}, ${kind},
      ${quantity})`;
  await record(customerId, '2026-01-01', 'consumed', '0.1');
  await record(customerId, '2026-01-31T23:59:59.999Z', 'consumed', '0.2');
  await record(customerId, '2026-01-15', 'credited', '10');
  await record(customerId, '2026-02-01', 'consumed', '100');
  await record(other, '2026-01-15', 'consumed', '1000');
  const period = { from: new Date('2026-01-01'), to: new Date('2026-02-01') };
  assert.deepEqual(await recordedUsage.consumed(scope, { customerId, meterId, ...period }), {
    consumed: '0.3',
    credited: '10',
  });
  const live = await florin.scope(organization, 'live');
  assert.deepEqual(await recordedUsage.consumed(live, { customerId, meterId, ...period }), {
    consumed: '0',
    credited: '0',
  });
});
