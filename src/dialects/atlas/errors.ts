import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { RequestFault } from '../../platform/http/dialect.ts';
import type { Answer } from '../../platform/http/route.ts';
import type { Path } from '../../platform/schema.ts';
import type { Scope } from '../../platform/scope.ts';
import { paramOf, tellIssue } from './issues.ts';
import { nullable } from './schemas.ts';

const errorTypes = [
  'api_error',
  'authentication_error',
  'card_error',
  'idempotency_error',
  'invalid_request_error',
  'rate_limit_error',
  'validation_error',
] as const;

export type AtlasError = {
  status: number;
  type: (typeof errorTypes)[number];
  code: string;
  message: string;
  /** The member at fault; none where it is not one member's. */
  param?: string;
  /** Members beside the seven that every error has. */
  more?: Record<string, string>;
  headers?: Record<string, string>;
};

export const ErrorSchema = Type.Object({
  error: Type.Object({
    type: Type.Unsafe<AtlasError['type']>({ type: 'string', enum: [...errorTypes] }),
    code: Type.String(),
    message: Type.String(),
    decline_code: nullable(Type.String()),
    param: nullable(Type.String()),
    request_id: Type.String(),
    doc_url: Type.String(),
    existing_customer_id: Type.Optional(Type.String()),
  }),
});

/** Atlas: one member, `error`, with all seven of its own in every answer that refuses. */
export function errorAnswer(requestId: string, error: AtlasError): Answer {
  const { status, type, code, message, param = null, more, headers } = error;
  return {
    status,
    body: {
      error: {
        type,
        code,
        message,
        decline_code: null,
        param,
        request_id: requestId,
        doc_url: `https://docs.atlas.co/errors/${code}`,
        ...more,
      },
    },
    ...(headers ? { headers } : {}),
  };
}

/** Atlas: "Customer not found", for ids in paths and in bodies alike. */
export function notFound(scope: Pick<Scope, 'requestId'>, what: string): Answer {
  return errorAnswer(scope.requestId, {
    status: 404,
    type: 'invalid_request_error',
    code: 'not_found',
    message: `${what} not found`,
  });
}

/** A request that is well formed, and not allowed as things are. */
export function notAllowed(
  scope: Pick<Scope, 'requestId'>,
  error: Pick<AtlasError, 'code' | 'message' | 'param' | 'more'>,
): Answer {
  return errorAnswer(scope.requestId, { status: 400, type: 'invalid_request_error', ...error });
}

/** Atlas's words for a request that no operation saw. */
export function answerFault(fault: RequestFault, request: FastifyRequest): Answer {
  return errorAnswer(request.id, errorOf(fault));
}

const nothingHere = 'There is nothing at this path.';

function errorOf(fault: RequestFault): AtlasError {
  switch (fault.kind) {
    case 'unparsable':
      return badRequest(400, 'invalid_json', `${fault.reason}.`);
    case 'too_large':
      return badRequest(413, 'request_too_large', 'The body must not be larger than 10 MB.');
    case 'invalid': {
      // An id that cannot be one is as good as an unknown one, whatever else is wrong.
      const ofPath = fault.issues.find(({ place }) => place === 'path');
      if (ofPath) {
        const { issue } = ofPath;
        return badRequest(404, 'not_found', issue.kind === 'rule' ? issue.reason : nothingHere);
      }
      const first = fault.issues[0];
      if (!first) throw new Error('A request was found invalid without an issue.');
      return { status: 400, type: 'validation_error', ...tellIssue(first.issue) };
    }
    case 'card_number':
      return cardNumber(fault.path);
    case 'not_found':
      return badRequest(404, 'not_found', nothingHere);
    case 'method_not_allowed':
      return badRequest(405, 'method_not_allowed', 'This path does not take this method.');
    case 'rate_limited':
      return {
        status: 429,
        type: 'rate_limit_error',
        code: 'rate_limit_exceeded',
        message: 'There were too many requests. Wait before you send the next one.',
        headers: { 'retry-after': String(fault.retryAfter) },
      };
    case 'idempotency':
      return idempotencyError(fault.conflict);
    case 'unavailable':
      return {
        status: 503,
        type: 'api_error',
        code: 'service_unavailable',
        message: 'The service is not available just now.',
        headers: { 'retry-after': '1' },
      };
    case 'fault':
      return {
        status: 500,
        type: 'api_error',
        code: 'internal_error',
        message: 'Something went wrong on our side.',
      };
  }
}

function badRequest(status: number, code: string, message: string): AtlasError {
  return { status, type: 'invalid_request_error', code, message };
}

function cardNumber(path: Path): AtlasError {
  return {
    status: 400,
    type: 'validation_error',
    code: 'card_number_not_allowed',
    message: 'Card numbers are not taken here.',
    param: paramOf(path),
  };
}

function idempotencyError(conflict: 'in_progress' | 'mismatch' | 'key_too_long'): AtlasError {
  switch (conflict) {
    case 'in_progress':
      return {
        status: 409,
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: 'The first request with this idempotency key has not been answered yet.',
        headers: { 'retry-after': '1' },
      };
    case 'mismatch':
      return {
        status: 409,
        type: 'idempotency_error',
        code: 'idempotency_key_reused',
        message: 'This idempotency key was sent with another request before.',
      };
    case 'key_too_long':
      return badRequest(
        400,
        'invalid_idempotency_key',
        'An idempotency key has at most 255 characters, none of them a control character.',
      );
  }
}
