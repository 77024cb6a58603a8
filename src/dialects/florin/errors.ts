import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { RequestFault, RequestIssue } from '../../platform/http/dialect.ts';
import { maximumKeyLength } from '../../platform/http/idempotency.ts';
import type { Answer } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import type { Issue, Path } from '../../platform/schema.ts';

/** Every answer that refuses: a code for programs, a message for people, and which member of the request is at fault. */
export const ErrorSchema = Type.Object({
  error: Type.Object({
    code: Type.String({ description: 'Stable, for programs.' }),
    message: Type.String({ description: 'For people; may change.' }),
    param: Type.Union([Type.String(), Type.Null()], {
      description: 'The parameter or member of the body that is at fault: `address.country`.',
    }),
    request_id: Type.String({ description: 'Stands in the log, too.' }),
  }),
});

export function refusal(
  request: { id: string },
  status: number,
  code: string,
  message: string,
  param: string | null = null,
): Answer {
  return { status, body: { error: { code, message, param, request_id: request.id } } };
}

const failureStatuses: Record<string, number> = {
  plan_not_allowed: 403,
  seats_not_allowed: 403,
  not_found: 404,
  no_upcoming_invoice: 404,
  signature_invalid: 400,
  link_over: 410,
  role_insufficient: 403,
  already_member: 409,
  last_owner: 409,
  slug_taken: 409,
  email_taken: 409,
  external_id_taken: 409,
  customer_archived: 409,
  challenge_over: 409,
  endpoint_disabled: 409,
  not_heard: 409,
  not_pending: 409,
  not_succeeded: 409,
  dispute_over: 409,
  invoice_closed: 409,
  not_creditable: 409,
  payment_in_progress: 409,
  not_eligible: 409,
  payment_method_missing: 409,
  payment_not_ready: 409,
  clock_not_set: 409,
  clock_cannot_go_back: 409,
  work_due: 409,
  advance_in_progress: 409,
  advance_interrupted: 503,
};

/** The answer to failures of an operation: the first of them. */
export function answerFailures(requestId: string, [failure]: readonly [Failure, ...Failure[]]): Answer {
  const { code, message, field } = failure;
  return refusal({ id: requestId }, failureStatuses[code] ?? 422, code, message, field ?? null);
}

export function notFound(requestId: string, what: string): Answer {
  return refusal({ id: requestId }, 404, 'not_found', `There is no such ${what}.`);
}

/** The answer to a request that no operation saw. */
export function answerFault(fault: RequestFault, request: FastifyRequest): Answer {
  switch (fault.kind) {
    case 'unparsable':
      return refusal(request, 400, 'unparsable', `${fault.reason}.`);
    case 'too_large':
      return refusal(request, 413, 'too_large', 'The body is larger than 10 MB.');
    case 'invalid':
      return invalid(request, fault.issues);
    case 'card_number':
      return refusal(request, 422, 'card_number', 'Card numbers are not accepted here.', nameOf(fault.path));
    case 'not_found':
      return refusal(request, 404, 'not_found', 'There is nothing at this address.');
    case 'method_not_allowed':
      return refusal(request, 405, 'method_not_allowed', 'This address does not take this method.');
    case 'rate_limited':
      return {
        ...refusal(request, 429, 'rate_limited', 'Too many requests. Try again later.'),
        headers: { 'retry-after': String(fault.retryAfter) },
      };
    case 'idempotency':
      return idempotencyError(request, fault.conflict);
    case 'unavailable':
      return {
        ...refusal(request, 503, 'unavailable', 'Florin cannot answer just now. Try again later.'),
        headers: { 'retry-after': '1' },
      };
    case 'fault':
      return refusal(
        request,
        500,
        'internal_error',
        'A fault in Florin. The log says more under this request id.',
      );
  }
}

function idempotencyError(
  request: FastifyRequest,
  conflict: 'in_progress' | 'mismatch' | 'key_too_long',
): Answer {
  const param = 'Idempotency-Key';
  switch (conflict) {
    case 'in_progress':
      return {
        ...refusal(
          request,
          409,
          'idempotency_in_progress',
          'The first request with this key still runs.',
          param,
        ),
        headers: { 'retry-after': '1' },
      };
    case 'mismatch':
      return refusal(request, 409, 'idempotency_mismatch', 'This key was used for another request.', param);
    case 'key_too_long':
      return refusal(
        request,
        400,
        'idempotency_key_invalid',
        `Must have at most ${maximumKeyLength} characters, none of them a control character.`,
        param,
      );
  }
}

/** The first thing wrong: what is right is not known before that is mended. */
function invalid(request: FastifyRequest, issues: readonly RequestIssue[]): Answer {
  const issue = deepest(issues[0]!.issue);
  const param = nameOf(issue.path) || null;
  const code = issue.kind === 'rule' ? issue.type : issue.kind === 'missing' ? 'missing' : 'invalid';
  return refusal(request, 422, code, messageOf(issue), param);
}

type PlainIssue = Exclude<Issue, { kind: 'union' | 'key' }>;

/** Of a union, the branch that the value came closest to: the one in which it went wrong last. */
function deepest(issue: Issue): PlainIssue {
  if (issue.kind === 'key') return { ...deepest(issue.issue), path: issue.path };
  if (issue.kind !== 'union') return issue;
  const found = issue.branches.flatMap((branch) => branch.issues.map(deepest));
  return found.reduce((best, candidate) => (candidate.path.length > best.path.length ? candidate : best));
}

function nameOf(path: Path): string {
  return path.join('.');
}

const articles = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
} as const;

function messageOf(issue: PlainIssue): string {
  switch (issue.kind) {
    case 'missing':
      return 'Required.';
    case 'type':
    case 'parsing':
      return `Must be ${articles[issue.expected]}.`;
    case 'enum':
      return `Must be one of: ${issue.options.join(', ')}.`;
    case 'too_short':
    case 'too_long': {
      const unit = issue.of === 'string' ? 'characters' : issue.of === 'array' ? 'items' : 'members';
      return `Must have at ${issue.kind === 'too_short' ? 'least' : 'most'} ${issue.limit} ${unit}.`;
    }
    case 'too_small':
      return `Must be ${issue.exclusive ? 'more than' : 'at least'} ${issue.limit}.`;
    case 'too_large':
      return `Must be ${issue.exclusive ? 'less than' : 'at most'} ${issue.limit}.`;
    case 'pattern':
      return `Must match ${issue.pattern}.`;
    case 'extra':
      return 'There is no such member.';
    case 'characters':
      return 'Holds a character that cannot be stored.';
    case 'tag':
      return `Must be one of: ${issue.options.join(', ')}.`;
    case 'rule':
      return issue.reason;
  }
}
