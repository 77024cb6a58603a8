import type { FastifyRequest } from 'fastify';
import type { RequestFault, RequestIssue } from '../../platform/http/dialect.ts';
import type { Answer } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import type { Issue, Path, TypeName } from '../../platform/schema.ts';

/** One entry of a 422 list. */
export type Detail = {
  type: string;
  loc: Path;
  msg: string;
  input: unknown;
  ctx?: Record<string, unknown>;
};

const statuses = {
  BadRequest: 400,
  Unauthorized: 401,
  NotPermitted: 403,
  PaymentNotReady: 403,
  ResourceNotFound: 404,
  ResourceAlreadyExists: 409,
  ResourceUnavailable: 410,
} as const;

/** A domain error: `{"error": "<class>", "detail": "<text>"}`. */
export function domainError(status: number, error: string, detail: string): Answer {
  return { status, body: { error, detail } };
}

export function known(error: keyof typeof statuses, detail: string): Answer {
  return domainError(statuses[error], error, detail);
}

export function notFound(detail = 'Not found'): Answer {
  return known('ResourceNotFound', detail);
}

/** A 422 of business rules. */
export function invalid(details: readonly Detail[]): Answer {
  return { status: 422, body: { error: 'PolarRequestValidationError', detail: details } };
}

/** How a failure of the core is told here: what the entry is called and which member of the body it points at. */
export type FailureTable = Record<string, { type: string; loc: Path; input?: (failure: Failure) => unknown }>;

/**
 * The answer to failures of an operation: 404 for what is not there, else one 422 entry a failure.
 *
 * @param body what was sent, for the entries' `input`
 */
export function answerFailures(failures: readonly Failure[], table: FailureTable, body: unknown): Answer {
  if (failures[0]?.code === 'not_found') return notFound();
  return invalid(
    failures.map((failure) => {
      const entry = table[failure.code];
      if (!entry) throw new Error(`No answer is given for ${failure.code}.`);
      const { type, loc } = entry;
      const sent = () => (entry.type === 'missing' ? null : valueAt(body, loc));
      const input = entry.input ? entry.input(failure) : sent();
      return { type, loc, msg: failure.message, input };
    }),
  );
}

/** The value at a location (which begins with the part of the request), null where there is none. */
function valueAt(body: unknown, loc: Path): unknown {
  let value: unknown = body;
  for (const key of loc.slice(1)) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string, unknown>)[key];
  }
  return value ?? null;
}

/** How the vendor calls a type: the error's name and its text. */
const typeErrors: Record<TypeName, { type: string; msg: string }> = {
  string: { type: 'string_type', msg: 'Input should be a valid string' },
  integer: { type: 'int_type', msg: 'Input should be a valid integer' },
  number: { type: 'float_type', msg: 'Input should be a valid number' },
  boolean: { type: 'bool_type', msg: 'Input should be a valid boolean' },
  object: {
    type: 'model_attributes_type',
    msg: 'Input should be a valid dictionary or object to extract fields from',
  },
  array: { type: 'list_type', msg: 'Input should be a valid list' },
  null: { type: 'none_required', msg: 'Input should be None' },
};

const parsingErrors: Partial<Record<TypeName, { type: string; msg: string }>> = {
  integer: {
    type: 'int_parsing',
    msg: 'Input should be a valid integer, unable to parse string as an integer',
  },
  number: {
    type: 'float_parsing',
    msg: 'Input should be a valid number, unable to parse string as a number',
  },
  boolean: { type: 'bool_parsing', msg: 'Input should be a valid boolean, unable to interpret input' },
};

type Told = { type: string; msg: string; ctx?: Record<string, unknown> };

function typeError(issue: Issue & { kind: 'type' }): Told {
  if (issue.expected === 'object' && issue.format === 'map') {
    return { type: 'dict_type', msg: 'Input should be a valid dictionary' };
  }
  if (issue.expected === 'string' && issue.format?.startsWith('uuid')) {
    return { type: 'uuid_type', msg: 'UUID input should be a string, bytes or UUID object' };
  }
  if (issue.expected === 'string' && issue.format === 'uri') {
    return { type: 'url_type', msg: 'URL input should be a string or URL' };
  }
  if (issue.expected === 'integer' && typeof issue.input === 'number') {
    return {
      type: 'int_from_float',
      msg: 'Input should be a valid integer, got a number with a fractional part',
    };
  }
  return typeErrors[issue.expected];
}

function lengthError(issue: Issue & { kind: 'too_short' | 'too_long' }): Told {
  const { limit, actual } = issue;
  const bound = issue.kind === 'too_short' ? 'at least' : 'at most';
  const name = issue.kind === 'too_short' ? 'min_length' : 'max_length';
  if (issue.of === 'string') {
    const unit = limit === 1 ? 'character' : 'characters';
    return {
      type: `string_${issue.kind}`,
      msg: `String should have ${bound} ${limit} ${unit}`,
      ctx: { [name]: limit },
    };
  }
  const type = issue.of === 'array' ? 'List' : 'Dictionary';
  return {
    type: issue.kind,
    msg: `${type} should have ${bound} ${limit} ${limit === 1 ? 'item' : 'items'} after validation, not ${actual}`,
    ctx: { field_type: type, [name]: limit, actual_length: actual },
  };
}

function rangeError(issue: Issue & { kind: 'too_small' | 'too_large' }): Told {
  const side = issue.kind === 'too_small' ? 'greater' : 'less';
  const word = issue.exclusive ? `${side} than` : `${side} than or equal to`;
  const name = `${side === 'greater' ? 'g' : 'l'}${issue.exclusive ? 't' : 'e'}`;
  return {
    type: `${side}_than${issue.exclusive ? '' : '_equal'}`,
    msg: `Input should be ${word} ${issue.limit}`,
    ctx: { [name]: issue.limit },
  };
}

/** `'a', 'b' or 'c'` */
function listed(options: readonly unknown[]): string {
  const quoted = options.map((option) =>
    typeof option === 'string' ? `'${option}'` : option === true ? 'True' : String(option),
  );
  const last = quoted.pop() ?? '';
  return quoted.length > 0 ? `${quoted.join(', ')} or ${last}` : last;
}

function tell(issue: Exclude<Issue, { kind: 'union' | 'key' }>): Told {
  switch (issue.kind) {
    case 'missing':
      return { type: 'missing', msg: 'Field required' };
    case 'type':
      return typeError(issue);
    case 'parsing':
      return parsingErrors[issue.expected] ?? typeErrors[issue.expected];
    case 'enum': {
      const expected = listed(issue.options);
      const type = issue.options.length === 1 ? 'literal_error' : 'enum';
      return { type, msg: `Input should be ${expected}`, ctx: { expected } };
    }
    case 'too_short':
    case 'too_long':
      return lengthError(issue);
    case 'too_small':
    case 'too_large':
      return rangeError(issue);
    case 'pattern':
      return {
        type: 'string_pattern_mismatch',
        msg: `String should match pattern '${issue.pattern}'`,
        ctx: { pattern: issue.pattern },
      };
    case 'extra':
      return { type: 'extra_forbidden', msg: 'Extra inputs are not permitted' };
    case 'characters':
      return {
        type: 'value_error',
        msg: 'Value error, This value contains invalid characters',
        ctx: { error: {} },
      };
    case 'tag':
      return tagError(issue);
    case 'rule':
      return {
        type: issue.type,
        msg: issue.reason,
        ...(issue.context ? { ctx: issue.context } : {}),
      };
  }
}

function tagError(issue: Issue & { kind: 'tag' }): Told {
  const expected = issue.options.map((option) => `'${option}'`).join(', ');
  // A function is named as it is, a member in quotes.
  const isFunction = issue.discriminator.endsWith('()');
  const discriminator = isFunction ? issue.discriminator : `'${issue.discriminator}'`;
  if (issue.tag === undefined) {
    return {
      type: 'union_tag_not_found',
      msg: `Unable to extract tag using discriminator ${discriminator}`,
      ctx: { discriminator },
    };
  }
  return {
    type: 'union_tag_invalid',
    msg: `Input tag '${String(issue.tag)}' found using ${discriminator} does not match any of the expected tags: ${expected}`,
    ctx: { discriminator, tag: String(issue.tag), expected_tags: expected },
  };
}

/** The entries that one issue makes: a union names every branch's. */
function details(place: string, issue: Issue, path: Path = issue.path): Detail[] {
  if (issue.kind === 'union') {
    return issue.branches.flatMap((branch) =>
      branch.issues.flatMap((inner) =>
        details(place, inner, [...path, branch.label, ...inner.path.slice(issue.path.length)]),
      ),
    );
  }
  if (issue.kind === 'key') return details(place, issue.issue, [...path, '[key]']);
  const input = issue.kind === 'missing' ? (issue.parent ?? null) : (issue.input ?? null);
  const { type, msg, ctx } = tell(issue);
  return [{ type, loc: [place, ...path], msg, input, ...(ctx ? { ctx } : {}) }];
}

/** What was sent is repeated in each entry, and so not at all where it is longer than any body of good faith. */
const longestEcho = 256 * 1024;

function invalidRequest(issues: readonly RequestIssue[], request: FastifyRequest): Answer {
  const sent = (request.body as Buffer | undefined)?.length ?? 0;
  const told = issues.flatMap(({ place, issue }) => details(place, issue));
  const entries = sent > longestEcho ? told.map((entry) => ({ ...entry, input: null })) : told;
  return { status: 422, body: { error: 'RequestValidationError', detail: entries } };
}

/** Polar's words for a request that no operation saw. */
export function answerFault(fault: RequestFault, request: FastifyRequest): Answer {
  switch (fault.kind) {
    case 'unparsable':
      return {
        status: 422,
        body: {
          error: 'RequestValidationError',
          detail: [
            {
              type: 'json_invalid',
              loc: ['body', fault.offset],
              msg: 'JSON decode error',
              input: {},
              ctx: { error: fault.detail ?? fault.reason },
            },
          ],
        },
      };
    case 'too_large':
      return domainError(
        413,
        'RequestBodyTooLarge',
        'Request body exceeded the maximum allowed size of 10485760 bytes.',
      );
    case 'invalid':
      return invalidRequest(fault.issues, request);
    case 'card_number':
      return invalid([
        {
          type: 'value_error',
          loc: ['body', ...fault.path],
          msg: 'Card numbers are not accepted here.',
          // The number itself is not repeated.
          input: null,
        },
      ]);
    case 'not_found':
      return { status: 404, body: { detail: 'Not Found' } };
    case 'method_not_allowed':
      return { status: 405, body: { detail: 'Method Not Allowed' } };
    case 'rate_limited':
      return {
        ...domainError(429, 'TooManyRequests', 'Too many requests. Try again later.'),
        headers: { 'retry-after': String(fault.retryAfter) },
      };
    case 'idempotency':
      return idempotencyError(fault.conflict);
    case 'unavailable':
      return {
        ...domainError(503, 'ServiceUnavailable', 'The service is temporarily unavailable.'),
        headers: { 'retry-after': '1' },
      };
    case 'fault':
      return domainError(500, 'InternalServerError', 'Internal Server Error');
  }
}

function idempotencyError(conflict: 'in_progress' | 'mismatch' | 'key_too_long'): Answer {
  switch (conflict) {
    case 'in_progress':
      return {
        ...domainError(
          409,
          'IdempotencyConflict',
          'A request with this idempotency key is still in progress.',
        ),
        headers: { 'retry-after': '1' },
      };
    case 'mismatch':
      return domainError(409, 'IdempotencyConflict', 'This idempotency key was used for another request.');
    case 'key_too_long':
      return domainError(
        400,
        'BadRequest',
        'An idempotency key must have at most 255 characters, none of them a control character.',
      );
  }
}
