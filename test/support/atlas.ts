import assert from 'node:assert/strict';
import type { TestFlorin } from './florin.ts';

export type AtlasAnswer = {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
};

export type AtlasCall = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<AtlasAnswer>;

/** Calls as the vendor's pages show them. A string goes as the body as it is, anything else as JSON. */
export function atlas(florin: Pick<TestFlorin, 'url'>, key: string | undefined): AtlasCall {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${florin.url}/functions/v1${path}`, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : JSON.parse(text),
    };
  };
}

export type AtlasErrorBody = {
  type: string;
  code: string;
  message: string;
  decline_code: null;
  param: string | null;
  request_id: string;
  doc_url: string;
  existing_customer_id?: string;
};

/** The error of an answer, once it is seen to have the vendor's whole envelope. */
export function errorOf(answer: AtlasAnswer): AtlasErrorBody {
  assert.deepEqual(Object.keys(answer.body), ['error']);
  const error = answer.body.error as AtlasErrorBody;
  const { existing_customer_id: _, ...seven } = error;
  assert.deepEqual(Object.keys(seven), [
    'type',
    'code',
    'message',
    'decline_code',
    'param',
    'request_id',
    'doc_url',
  ]);
  assert.equal(error.request_id, answer.headers.get('request-id'));
  assert.equal(error.doc_url, `https://docs.atlas.co/errors/${error.code}`);
  assert.ok(error.message.length > 0);
  return error;
}

/** Sees that an answer refuses in this way. */
export function assertRefused(
  answer: AtlasAnswer,
  status: number,
  expected: Partial<Pick<AtlasErrorBody, 'type' | 'code' | 'param'>>,
): void {
  const error = errorOf(answer);
  const actual = Object.fromEntries(
    Object.keys(expected).map((name) => [name, error[name as keyof AtlasErrorBody]]),
  );
  assert.deepEqual({ status: answer.status, ...actual }, { status, ...expected }, error.message);
}
