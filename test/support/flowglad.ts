import { createApiKey } from '../../src/billing/api-keys/index.ts';
import { createPricingModel } from '../../src/billing/catalog/index.ts';
import type { Organization } from '../../src/billing/organizations/index.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Mode } from '../../src/platform/scope.ts';
import type { TestFlorin } from './florin.ts';

export type FlowgladAnswer = {
  status: number;
  headers: Headers;
  text: string;
  body: { [name: string]: unknown };
};

type CallOptions = { body?: unknown; raw?: string; headers?: Record<string, string> };

/** Today's contract, as a client of this version asks for it. */
export const todaysClient = { 'x-stainless-package-version': '0.29.0' };

/** Calls Flowglad's API as curl would. `raw` is a body sent as it is. */
export async function callFlowglad(
  florin: Pick<TestFlorin, 'url'>,
  key: string | undefined,
  method: string,
  path: string,
  { body, raw, headers = {} }: CallOptions = {},
): Promise<FlowgladAnswer> {
  const response = await fetch(`${florin.url}/api/v1${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
}

/** A key that is bound to a new pricing model of the organization. */
export async function keyOfNewPricingModel(
  florin: TestFlorin,
  organization: Organization,
  mode: Mode,
): Promise<{ token: string; pricingModelId: string }> {
  const scope = await florin.scope(organization, mode);
  const pricingModelId = newId(scope.clock.now());
  await createPricingModel(
    { ...scope, pricingModelId },
    { name: 'Second', isDefault: false, currency: 'usd' },
  );
  const key = await createApiKey(scope, { name: 'second', pricingModelId });
  if (!key.ok) throw new Error(key.failures[0].message);
  return { token: key.value.token, pricingModelId };
}
