import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { RequestFault, RequestIssue } from '../../platform/http/dialect.ts';
import type { Answer } from '../../platform/http/route.ts';
import { type ZodIssue, zodIssue } from './zod-issues.ts';

const statuses = {
  BAD_REQUEST: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;

export const ErrorSchema = Type.Object({
  error: Type.Union([
    Type.String(),
    Type.Array(
      Type.Object({
        code: Type.String(),
        path: Type.Array(Type.Union([Type.String(), Type.Integer()])),
        message: Type.String(),
      }),
    ),
  ]),
  code: Type.Optional(Type.String({ enum: [...Object.keys(statuses), 'UNAUTHORIZED'] })),
  request_id: Type.String(),
});

/** Flowglad's client sends every 409 again, twice; what is in the way stays there. */
const noRetry = { 'x-should-retry': 'false' };

/** Flowglad's error envelope. Its clients go by `code`. */
export function problem(
  requestId: string,
  code: keyof typeof statuses,
  error: string | readonly ZodIssue[],
): Answer {
  return {
    status: statuses[code],
    body: { error, code, request_id: requestId },
    headers: code === 'CONFLICT' ? noRetry : undefined,
  };
}

/** A request that could not be read: the one kind of answer without a `code`. */
export function unreadable(requestId: string, error: string): Answer {
  return { status: 400, body: { error, request_id: requestId } };
}

/** An answer that is not JSON: what the vendor says before its API is reached. */
export function plainText(status: number, text: string): Answer {
  return { status, body: Buffer.from(text), headers: { 'content-type': 'text/plain; charset=utf-8' } };
}

export function customerNotFound(requestId: string, externalId: string): Answer {
  return problem(requestId, 'NOT_FOUND', `Customer with externalId ${externalId} not found`);
}

/** What is wrong with a query is told as a text, without a `code`. */
function invalidQuery(requestId: string, issues: readonly RequestIssue[]): Answer {
  const rule = issues.map(({ issue }) => issue).find((issue) => issue.kind === 'rule');
  return unreadable(requestId, rule?.reason ?? JSON.stringify(issues.map(({ issue }) => zodIssue(issue))));
}

function invalid(requestId: string, issues: readonly RequestIssue[]): Answer {
  const ofQuery = issues.filter(({ place }) => place === 'query');
  if (ofQuery.length > 0) return invalidQuery(requestId, ofQuery);
  return problem(
    requestId,
    'BAD_REQUEST',
    issues.map(({ issue }) => zodIssue(issue)),
  );
}

/** Whether a content type is one at all; a body under another name is not so much as read. */
function isMediaType(type: string | undefined): boolean {
  return type === undefined || /^\s*[^\s/;,]+\/[^\s/;,]+\s*(;|$)/.test(type);
}

export function unsupportedType(request: FastifyRequest): Answer {
  const type = request.headers['content-type'];
  const text = type ? `Unsupported content-type ${JSON.stringify(type)}` : 'Missing content-type header';
  return problem(request.id, 'UNSUPPORTED_MEDIA_TYPE', text);
}

/** Verbs that the vendor has no handlers for at all. */
const unknownVerbs = new Set(['PATCH', 'HEAD']);

/** Addresses that the vendor's router knows although nothing is behind them. */
const emptyProcedures = [
  { method: 'DELETE', path: /^\/api\/v1\/(customers|pricing-models|webhooks)\/[^/]+$/, procedure: 'delete' },
  {
    method: 'GET',
    path: /^\/api\/v1\/(webhooks|purchases|api-keys|subscription-item-features)$/,
    procedure: 'list',
  },
];

/** The answer where nothing is. */
export function nowhere(request: FastifyRequest): Answer {
  if (unknownVerbs.has(request.method)) return { status: 405 };
  const [path = ''] = request.url.split('?');
  for (const { method, path: pattern, procedure } of emptyProcedures) {
    const resource = method === request.method ? pattern.exec(path)?.[1] : undefined;
    if (!resource) continue;
    const name = resource.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return problem(request.id, 'NOT_FOUND', `No procedure found on path "${name}.${procedure}"`);
  }
  return plainText(404, 'Not Found');
}

/** Flowglad's words for a request that no operation saw. */
export function answerFault(fault: RequestFault, request: FastifyRequest): Answer {
  const { id } = request;
  switch (fault.kind) {
    case 'unparsable':
      return isMediaType(request.headers['content-type'])
        ? unreadable(id, 'Invalid JSON in request body')
        : unsupportedType(request);
    case 'too_large':
      return problem(id, 'PAYLOAD_TOO_LARGE', 'Request body is too large');
    case 'invalid':
      return invalid(id, fault.issues);
    case 'card_number':
      return problem(id, 'BAD_REQUEST', [
        { code: 'custom', path: fault.path, message: 'Card numbers are not accepted here' },
      ]);
    case 'not_found':
    case 'method_not_allowed':
      return nowhere(request);
    case 'rate_limited':
      return {
        ...problem(id, 'TOO_MANY_REQUESTS', 'Too many requests'),
        headers: { 'retry-after': String(fault.retryAfter) },
      };
    case 'idempotency':
      return idempotencyProblem(id, fault.conflict);
    case 'unavailable':
      return {
        ...problem(id, 'SERVICE_UNAVAILABLE', 'The service is temporarily unavailable'),
        headers: { 'retry-after': '1' },
      };
    case 'fault':
      return problem(id, 'INTERNAL_SERVER_ERROR', 'Internal server error');
  }
}

function idempotencyProblem(id: string, conflict: 'in_progress' | 'mismatch' | 'key_too_long'): Answer {
  switch (conflict) {
    case 'in_progress':
      // The first request will be done soon: asking again is worth it.
      return {
        ...problem(id, 'CONFLICT', 'A request with this idempotency key is still in progress'),
        headers: { 'retry-after': '1' },
      };
    case 'mismatch':
      return problem(id, 'CONFLICT', 'This idempotency key was used for another request');
    case 'key_too_long':
      return problem(
        id,
        'BAD_REQUEST',
        'An idempotency key must have at most 255 characters, none of them a control character',
      );
  }
}
