import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { findCardNumber } from '../card-number.ts';
import { isConnectionTrouble } from '../postgres/database.ts';
import { check, type Issue, type Path } from '../schema.ts';
import type { Scope } from '../scope.ts';
import { hasInvalidCharacters } from '../text.ts';
import type { Caller, Dialect, RequestFault, RequestIssue, Services } from './dialect.ts';
import { fingerprintOf, maximumKeyLength, once, onceInSteps } from './idempotency.ts';
import { parseJsonBody } from './json-body.ts';
import { type RawQuery, shapeQuery, withoutEmptyParameters } from './query.ts';
import type { Answer, Method, RequestFacts, Route } from './route.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
const noInput = Type.Object({});

/**
 * Puts a dialect's routes on a server that is registered under the dialect's prefix. Every request goes the same way:
 * guard → identify → body → authorize → limit → check → (once) → operation → answer; the dialect says how its vendor
 * does each.
 */
export function serveDialect<Access>(
  app: FastifyInstance,
  dialect: Dialect<Access>,
  services: Services,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(dialect.headers(request));
    takeAnyContentType(request, dialect);
    if (dialect.ended) reply.raw.once('close', () => dialect.ended?.(request));
    done();
  });
  if (dialect.closingHeaders) {
    app.addHook('onSend', (request, reply, _payload, done) => {
      reply.headers(dialect.closingHeaders?.(request) ?? {});
      done();
    });
  }
  const served = new Map<string, Set<string>>();
  for (const route of dialect.routes) {
    const url = fastifyPath(route.path);
    app.route({
      method: route.method,
      url: within(dialect.prefix, url),
      handler: async (request, reply) => send(reply, await answerRequest(request, route, dialect, services)),
    });
    served.set(url, (served.get(url) ?? new Set()).add(route.method));
  }
  for (const [url, served_] of served) {
    app.route({
      method: methods.filter((method) => !served_.has(method)),
      url: within(dialect.prefix, url),
      handler: async (request, reply) =>
        send(reply, await answerNowhere(request, { kind: 'method_not_allowed' }, dialect)),
    });
    const other = dialect.otherSpelling?.(url);
    if (other && !served.has(other)) {
      app.route({
        method: [...methods],
        url: within(dialect.prefix, other),
        handler: async (request, reply) =>
          send(reply, dialect.guard(request, undefined) ?? redirectToOtherSpelling(request, dialect)),
      });
    }
  }
  app.setNotFoundHandler(async (request, reply) =>
    send(reply, await answerNowhere(request, { kind: 'not_found' }, dialect)),
  );
  app.setErrorHandler(async (error, request, reply) => send(reply, answerError(error, request, dialect)));
}

const mediaType = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/;

/** Takes back a type that is none: it would be refused before the dialect had a say. */
function takeAnyContentType<Access>({ raw: { headers } }: FastifyRequest, dialect: Dialect<Access>): void {
  const type = headers['content-type'];
  if (dialect.ignoresContentType || (dialect.takesText && type === '')) delete headers['content-type'];
  else if (dialect.takesText && type !== undefined && !mediaType.test(type)) {
    headers['content-type'] = 'application/octet-stream';
  }
}

function fastifyPath(path: string): string {
  return path.replace(/\{([^}]+)\}/g, ':$1');
}

/** The rest of a path below the prefix under which its dialect is registered: each has a 404 of its own there. */
function within(prefix: string, path: string): string {
  if (!path.startsWith(`${prefix}/`)) throw new Error(`${path} is not below ${prefix}.`);
  return path.slice(prefix.length);
}

/** Answers a request that no route of the dialect gets to see, in the dialect's words. */
export function sendFault(
  request: FastifyRequest,
  reply: FastifyReply,
  fault: RequestFault,
  dialect: Dialect<never>,
): FastifyReply {
  reply.headers(dialect.headers(request));
  return send(reply, dialect.fault(fault, request));
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.status(answer.status);
  if (answer.headers) reply.headers(answer.headers);
  if (answer.body === undefined) return reply.send();
  if (!reply.hasHeader('content-type')) reply.header('content-type', 'application/json');
  const goesAsItIs = Buffer.isBuffer(answer.body) || answer.body instanceof Readable;
  // A string goes out with its head in one write, which a buffer does not.
  return reply.send(goesAsItIs ? answer.body : JSON.stringify(answer.body));
}

/** Paths that lead nowhere are guarded all the same: some vendors ask for the key first. */
async function answerNowhere<Access>(
  request: FastifyRequest,
  fault: RequestFault,
  dialect: Dialect<Access>,
): Promise<Answer> {
  const guarded = dialect.guard(request, undefined);
  if (guarded) return guarded;
  const identified = await dialect.identify(request, undefined);
  return 'refused' in identified ? identified.refused : dialect.fault(fault, request);
}

function redirectToOtherSpelling<Access>(request: FastifyRequest, dialect: Dialect<Access>): Answer {
  const [path = '', query] = request.url.split(/\?(.*)/s);
  const location = dialect.otherSpelling?.(path) ?? path;
  return { status: 307, headers: { location: query === undefined ? location : `${location}?${query}` } };
}

function answerError<Access>(error: unknown, request: FastifyRequest, dialect: Dialect<Access>): Answer {
  const { code = '', statusCode = 500 } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return dialect.guard(request, undefined) ?? dialect.fault({ kind: 'too_large' }, request);
  }
  const isBrokenOff = !request.raw.complete;
  if ((code.startsWith('FST_') || isBrokenOff) && statusCode < 500) {
    return dialect.fault({ kind: 'unparsable', reason: 'The request is malformed', offset: 0 }, request);
  }
  request.log.error({ request_id: request.id, err: error }, 'request failed');
  const unavailable = isConnectionTrouble(error);
  return dialect.fault({ kind: unavailable ? 'unavailable' : 'fault' }, request);
}

async function answerRequest<Access>(
  request: FastifyRequest,
  route: Route<Access>,
  dialect: Dialect<Access>,
  services: Services,
): Promise<Answer> {
  const guarded = dialect.guard(request, route);
  if (guarded) return guarded;
  const identified = await dialect.identify(request, route);
  if ('refused' in identified) return identified.refused;
  const { caller } = identified;
  if (caller) request.organizationId = caller.scope.organizationId;

  const raw = request.body as Buffer | undefined;
  const body = readBody(request, raw, route, dialect);
  if ('answer' in body) return body.answer;
  const refused = dialect.authorize(caller, route, request);
  if (refused) return refused;
  const limit = services.limited ? await dialect.limit(caller, route, request) : {};
  const withLimit = (answer: Answer): Answer =>
    limit.headers ? { ...answer, headers: { ...limit.headers, ...answer.headers } } : answer;
  if (limit.refused) return withLimit(dialect.fault(limit.refused, request));

  const input = checkInput(request, body.value, route, dialect);
  if ('fault' in input) {
    const missing = caller ? await findMissing(request, body.value, route, caller.scope) : undefined;
    return withLimit(missing ?? dialect.fault(input.fault, request));
  }
  const committed: (() => void)[] = [];
  const facts: RequestFacts = {
    headers: request.headers,
    bytes: raw ?? Buffer.alloc(0),
    ip: request.ip,
    query: request.query as RawQuery,
    publicUrl: services.publicUrl,
    webhookLoopback: services.webhookLoopback,
    ending: services.ending,
    version: dialect.version(request),
    clockOf: services.clockOf,
    onceCommitted: (work) => committed.push(work),
  };
  const answer = await handleOnce(request, raw, route, dialect, services, caller, (scope) =>
    route.handle(scope, input.value, facts),
  );
  if (answer.status < 400) for (const work of committed) work();
  return withLimit(answer);
}

type BodyOutcome = { value: unknown } | { answer: Answer };

function readBody<Access>(
  request: FastifyRequest,
  raw: Buffer | undefined,
  route: Route<Access>,
  dialect: Dialect<Access>,
): BodyOutcome {
  const refused = dialect.takesBody(request, raw, route);
  if (refused) return { answer: refused };
  if (!route.body || raw === undefined || raw.length === 0) return { value: undefined };
  if (dialect.takesText?.(request)) return { value: raw.toString('utf8') };
  const parsed = parseJsonBody(raw);
  return parsed.ok
    ? { value: parsed.value }
    : { answer: dialect.fault({ kind: 'unparsable', ...parsed }, request) };
}

/** The answer where a body is no good, but the object that it was meant for is not there in the first place. */
async function findMissing<Access>(
  request: FastifyRequest,
  body: unknown,
  route: Route<Access>,
  scope: Scope,
): Promise<Answer | undefined> {
  const params = check(route.params ?? noInput, request.params, { coerce: true });
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject && params.ok ? route.objectMissing?.(scope, params.value as never) : undefined;
}

type InputOutcome = { value: { params: never; query: never; body: never } } | { fault: RequestFault };

/** Checks path, query and body together, so that one answer names all that is wrong. */
function checkInput<Access>(
  request: FastifyRequest,
  body: unknown,
  route: Route<Access>,
  dialect: Dialect<Access>,
): InputOutcome {
  const params = check(route.params ?? noInput, request.params, { coerce: true });
  const sent = request.query as RawQuery;
  const rawQuery = dialect.ignoresEmptyParameters ? withoutEmptyParameters(sent) : sent;
  const query = check(route.query ?? noInput, shapeQuery(rawQuery, route.query ?? noInput), { coerce: true });
  const checked = checkBody(body, route, dialect, dialect.version(request));
  const issues: RequestIssue[] = [
    ...placed('path', params),
    ...placed('query', query),
    ...placed('body', checked),
  ];
  if (issues.length > 0) return { fault: { kind: 'invalid', issues } };
  if (!params.ok || !query.ok || !checked.ok) throw new Error('A check failed without an issue.');
  const card = findCardNumber(body, (path) => dialect.mayHoldCardNumber(path));
  if (card) return { fault: { kind: 'card_number', path: card } };
  return {
    value: { params: params.value as never, query: query.value as never, body: checked.value as never },
  };
}

function placed(
  place: RequestIssue['place'],
  checked: { ok: true } | { ok: false; issues: Issue[] },
): RequestIssue[] {
  return checked.ok ? [] : checked.issues.map((issue) => ({ place, issue }));
}

type CheckedBody = { ok: true; value: unknown } | { ok: false; issues: Issue[] };

function checkBody<Access>(
  body: unknown,
  route: Route<Access>,
  dialect: Dialect<Access>,
  contract: string,
): CheckedBody {
  if (!route.body) return { ok: true, value: undefined };
  if (body === undefined || (body === null && !route.bodyOptional)) {
    if (route.bodyOptional) return { ok: true, value: undefined };
    const issue: Issue = { kind: 'missing', path: [], input: body, parent: null, expected: 'object' };
    return { ok: false, issues: [issue] };
  }
  const checked = check(route.body, body, { coerce: dialect.coerceBodies, contract });
  if (!checked.ok) return checked;
  // Open members are not walked by the schema; what they hold must be storable too.
  const issue = findUnstorable(checked.value);
  return issue ? { ok: false, issues: [issue] } : checked;
}

/** What is wrong with the first text, key or number that PostgreSQL could not hold. Depth is bounded by the body's parser. */
function findUnstorable(value: unknown, path: Path = []): Issue | undefined {
  if (typeof value === 'string' && hasInvalidCharacters(value)) {
    return { kind: 'characters', path, input: undefined };
  }
  // JSON has no infinity, but 1e999 is read as one, and would be written as null.
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const limit = Math.sign(value) * Number.MAX_VALUE;
    return { kind: value < 0 ? 'too_small' : 'too_large', limit, exclusive: false, path, input: null };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (hasInvalidCharacters(key)) return { kind: 'characters', path: [...path, key], input: undefined };
    const found = findUnstorable(item, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return undefined;
}

const changing = new Set<Method>(['POST', 'PATCH', 'PUT', 'DELETE']);

async function handleOnce<Access>(
  request: FastifyRequest,
  raw: Buffer | undefined,
  route: Route<Access>,
  dialect: Dialect<Access>,
  services: Services,
  caller: Caller | undefined,
  work: (scope: Caller['scope']) => Promise<Answer>,
): Promise<Answer> {
  const scope = caller?.scope ?? anonymousScope(request, services);
  const header = request.headers['idempotency-key'] ?? request.headers['x-idempotency-key'];
  const key = Array.isArray(header) ? header[0] : header;
  if (key === undefined || key === '' || !changing.has(route.method)) {
    return route.mayBeStale && services.replica ? services.replica.read(scope, work) : work(scope);
  }
  if (key.length > maximumKeyLength || hasInvalidCharacters(key)) {
    return dialect.fault({ kind: 'idempotency', conflict: 'key_too_long' }, request);
  }
  const fingerprint = fingerprintOf(route.method, request.url, raw);
  // Strangers share no key: for them it counts together with the very request that it came with.
  const name = caller?.name ?? `anonymous ${fingerprint.toString('hex')}`;
  const keyed = { key, caller: `${dialect.name} ${name}`, fingerprint };
  const answer = await (route.inSteps ? onceInSteps : once)(scope, keyed, work);
  return 'conflict' in answer
    ? dialect.fault({ kind: 'idempotency', conflict: answer.conflict }, request)
    : answer;
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** For routes that find out themselves whose data they work on. */
function anonymousScope(request: FastifyRequest, services: Services): Caller['scope'] {
  return {
    organizationId: nobody,
    mode: 'test',
    pricingModelId: nobody,
    actor: { kind: 'system' },
    permissions: new Set(),
    clock: services.clock,
    requestId: request.id,
    database: services.pool,
  };
}
