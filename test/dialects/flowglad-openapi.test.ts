import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { flowgladRoutes } from '../../src/dialects/flowglad/index.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { callFlowglad, todaysClient } from '../support/flowglad.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const paths: Record<string, string> = {
  '/api/v1/customers': '/customers',
  '/api/v1/customers/{externalId}': '/customers/shape-1',
  '/api/v1/customers/{externalId}/billing': '/customers/shape-1/billing',
  '/api/v1/customers/{externalId}/usage-balances': '/customers/shape-1/usage-balances',
  '/api/v1/customers/{externalId}/archive': '/customers/shape-1/archive',
  '/api/v1/pricing-models/default': '/pricing-models/default',
  '/api/v1/catalogs/default': '/catalogs/default',
  '/api/v1/webhooks': '/webhooks',
  '/api/v1/utils/ping': '/utils/ping',
};

const webhook = { name: 'App', url: 'https://app.example.com/hook', filterTypes: ['payment.failed'] };

/** A webhook's members, as one is made with the tests' key. */
async function newWebhook(): Promise<typeof webhook & { pricingModelId: string }> {
  const { body } = await callFlowglad(florin, florin.testKey, 'GET', '/pricing-models/default');
  return { ...webhook, pricingModelId: (body.pricingModel as { id: string }).id };
}

/** The schema, taking no members but those that it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const isRecord = 'properties' in schema && Object.keys(schema.properties as object).length > 1;
  return { ...Object.fromEntries(entries), ...(isRecord ? { additionalProperties: false } : {}) };
}

test('every answer has the shape that its route says, in both contracts', async () => {
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  const made = await callFlowglad(florin, florin.testKey, 'POST', '/webhooks', {
    body: { webhook: await newWebhook() },
  });
  const { id } = made.body.webhook as { id: string };
  paths['/api/v1/webhooks/{id}'] = `/webhooks/${id}`;
  const body: Record<string, unknown> = {
    'POST /webhooks': { webhook: await newWebhook() },
    [`PUT /webhooks/${id}`]: { webhook: { id, ...webhook } },
    'POST /customers': { customer: { email: 'a@b.example', name: 'A', externalId: 'shape-1' } },
    'POST /customers/shape-1/archive': {},
    'PUT /customers/shape-1': { customer: { domain: 'b.example' } },
  };
  for (const headers of [todaysClient, {}]) {
    for (const route of flowgladRoutes) {
      const path = paths[route.path];
      assert.ok(path, `${route.path} is tried`);
      // Put away in the end, so that the second round starts anew.
      if (path.endsWith('/archive')) continue;
      await check(ajv, route.method, path, route.responses[200], headers, body[`${route.method} ${path}`]);
    }
    const archive = flowgladRoutes.find(({ path }) => path.endsWith('/archive'));
    await check(ajv, 'POST', '/customers/shape-1/archive', archive?.responses[200], headers, {});
  }
});

test('the document names every route with its answer, its key and its error', async () => {
  const response = await fetch(`${florin.url}/openapi/flowglad.json`);
  assert.equal(response.status, 200);
  const document = (await response.json()) as {
    paths: Record<
      string,
      Record<string, { responses: Record<string, { content: object }>; security: object[] }>
    >;
    components: { schemas: { Error: { properties: object } } };
  };
  for (const { method, path } of flowgladRoutes) {
    const operation = document.paths[path]?.[method.toLowerCase()];
    assert.ok(operation?.responses['200']?.content, `${method} ${path}`);
    assert.deepEqual(operation.security, [{ ApiKeyAuth: [] }]);
  }
  assert.deepEqual(Object.keys(document.components.schemas.Error.properties), [
    'error',
    'code',
    'request_id',
  ]);
});

async function check(
  ajv: Ajv2020,
  method: string,
  path: string,
  schema: unknown,
  headers: Record<string, string>,
  body: unknown,
): Promise<void> {
  const answer = await callFlowglad(florin, florin.testKey, method, path, { body, headers });
  assert.equal(answer.status, 200, `${method} ${path}: ${answer.text}`);
  const validate = ajv.compile(closed(JSON.parse(JSON.stringify(schema))) as object);
  assert.ok(validate(answer.body), `${method} ${path}: ${ajv.errorsText(validate.errors)}`);
}
