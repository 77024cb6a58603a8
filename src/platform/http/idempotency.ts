import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { transaction } from '../postgres/database.ts';
import type { Scope } from '../scope.ts';
import type { Answer } from './route.ts';

/** How long the first answer to a key is kept. */
const lifetimeHours = 24;

export const maximumKeyLength = 255;

export type KeyedRequest = {
  key: string;
  /** Who sent it: two callers of one organization do not meet in one key. */
  caller: string;
  /** What the key stands for: method, address and body. */
  fingerprint: Buffer;
};

/** `in_progress`: the first request with the key has not been answered yet. `mismatch`: the key stood for another request. */
export type Conflict = { conflict: 'in_progress' | 'mismatch' };

export function fingerprintOf(method: string, url: string, body: Buffer | undefined): Buffer {
  const hash = createHash('sha256').update(`${method} ${url}\n`);
  if (body) hash.update(body);
  return hash.digest();
}

/**
 * What is stored of a key is its hash, and the answer is encrypted under the key itself: answers hold new API keys and
 * session tokens, which the database is not to know.
 */
function storedKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

const cipher = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

function cipherKey(request: KeyedRequest): Buffer {
  return Buffer.from(hkdfSync('sha256', request.key, request.fingerprint, 'idempotency', 32));
}

function seal(request: KeyedRequest, body: Buffer): Buffer {
  const nonce = randomBytes(nonceLength);
  const sealing = createCipheriv(cipher, cipherKey(request), nonce);
  return Buffer.concat([nonce, sealing.update(body), sealing.final(), sealing.getAuthTag()]);
}

function unseal(request: KeyedRequest, sealed: Buffer): Buffer {
  const opening = createDecipheriv(cipher, cipherKey(request), sealed.subarray(0, nonceLength));
  opening.setAuthTag(sealed.subarray(-tagLength));
  return Buffer.concat([opening.update(sealed.subarray(nonceLength, -tagLength)), opening.final()]);
}

type Remembered = { fingerprint: Buffer; status: number; headers: Record<string, string>; body: Buffer };

/** Carries an answer out of a savepoint that must not leave anything behind. */
class Refused extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('refused');
    this.answer = answer;
  }
}

/**
 * Runs `work` once for a key and answers every repeat, for 24 hours and across restarts, with the first answer.
 * The record commits with what the work did; an answer of 4xx did nothing, and is kept as well. A 5xx is not kept.
 */
export async function once(
  scope: Scope,
  request: KeyedRequest,
  work: (scope: Scope) => Promise<Answer>,
): Promise<Answer | Conflict> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    if (!(await lock(inside, request))) return { conflict: 'in_progress' as const };
    const remembered = await recall(inside, request);
    if (remembered) return replay(remembered, request);
    const answer = await undoneIfRefused(inside, work);
    // Before the key is let go: else a repeat could be executed between a refusal and its record.
    if (answer.status < 500) await remember(inside, request, answer);
    return answer;
  });
}

/**
 * As `once`, for work that commits as it goes along, because somebody outside moves money in between: what was written
 * before must not be undone with what comes after. The key is claimed first and its answer kept last, so a crash in
 * between leaves the claim, and the next request with the key is executed once that has grown old, under the id of the
 * request that crashed: what the work has written by then, under that id, must keep it from being done twice.
 */
export async function onceInSteps(
  scope: Scope,
  request: KeyedRequest,
  work: (scope: Scope) => Promise<Answer>,
): Promise<Answer | Conflict> {
  const requestId = await claim(scope, request);
  if (requestId === undefined) {
    const remembered = await recall(scope, request);
    return remembered ? replay(remembered, request) : { conflict: 'in_progress' };
  }
  let answer: Answer | undefined;
  try {
    answer = await work({ ...scope, requestId });
    return answer;
  } finally {
    if (answer && answer.status < 500) await settleClaim(scope, request, answer);
    else await releaseClaim(scope, request);
  }
}

/** The status of a key whose request has not been answered yet, and how long that may take. */
const claimed = 102;
const claimMinutes = 2;

/** Answers the id that the work goes by: of the request that had the key before and died. Undefined where somebody has it. */
async function claim(scope: Scope, request: KeyedRequest): Promise<string | undefined> {
  const { database, requestId } = scope;
  const [claim] = await database<{ requestId: string }[]>`
    insert into idempotency_keys as stored
      (organization_id, mode, caller, key, created_at, fingerprint, status, headers, body)
    values (${scope.organizationId}, ${scope.mode}, ${request.caller}, ${storedKey(request.key)}, now(),
      ${request.fingerprint}, ${claimed}, ${database.json({ requestId })}, '')
    on conflict (organization_id, mode, caller, key) do update
      set created_at = excluded.created_at, fingerprint = excluded.fingerprint, status = excluded.status,
        headers = case when stored.status = ${claimed} and stored.fingerprint = excluded.fingerprint
          then stored.headers else excluded.headers end,
        body = excluded.body
      where stored.created_at <= now() - make_interval(hours => ${lifetimeHours})
        or (stored.status = ${claimed} and stored.created_at <= now() - make_interval(mins => ${claimMinutes}))
    returning headers->>'requestId' as request_id`;
  return claim?.requestId;
}

async function settleClaim(scope: Scope, request: KeyedRequest, answer: Answer): Promise<void> {
  const { database } = scope;
  await database`
    update idempotency_keys set status = ${answer.status}, headers = ${database.json(answer.headers ?? {})},
      body = ${seal(request, bodyBytes(answer.body))}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and caller = ${request.caller}
      and key = ${storedKey(request.key)} and status = ${claimed}`;
}

/** Lets the next request with the key go on at once, under the same id: who knows how far this one came. */
async function releaseClaim(scope: Scope, request: KeyedRequest): Promise<void> {
  await scope.database`
    update idempotency_keys set created_at = now() - make_interval(mins => ${claimMinutes})
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and caller = ${request.caller}
      and key = ${storedKey(request.key)} and status = ${claimed}`;
}

async function undoneIfRefused(scope: Scope, work: (scope: Scope) => Promise<Answer>): Promise<Answer> {
  try {
    return await transaction(scope.database, async (database) => {
      const answer = await work({ ...scope, database });
      if (answer.status >= 400) throw new Refused(answer);
      return answer;
    });
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

/** Held until the transaction ends; not waited for, so that a repeat does not tie up a connection. */
async function lock(scope: Scope, request: KeyedRequest): Promise<boolean> {
  const name = `${scope.organizationId} ${scope.mode} ${request.caller} ${request.key}`;
  const [row] = await scope.database<{ locked: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${name}, 7)) as locked`;
  return row?.locked ?? false;
}

async function recall(scope: Scope, request: KeyedRequest): Promise<Remembered | undefined> {
  const [row] = await scope.database<Remembered[]>`
    select fingerprint, status, headers, body from idempotency_keys
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and caller = ${request.caller}
      and key = ${storedKey(request.key)} and created_at > now() - make_interval(hours => ${lifetimeHours})`;
  return row;
}

async function remember(scope: Scope, request: KeyedRequest, answer: Answer): Promise<void> {
  const { database } = scope;
  await database`
    insert into idempotency_keys as stored
      (organization_id, mode, caller, key, created_at, fingerprint, status, headers, body)
    values (${scope.organizationId}, ${scope.mode}, ${request.caller}, ${storedKey(request.key)}, now(),
      ${request.fingerprint},
      ${answer.status}, ${database.json(answer.headers ?? {})}, ${seal(request, bodyBytes(answer.body))})
    on conflict (organization_id, mode, caller, key) do update
      set created_at = excluded.created_at, fingerprint = excluded.fingerprint, status = excluded.status,
        headers = excluded.headers, body = excluded.body
      where stored.created_at <= now() - make_interval(hours => ${lifetimeHours})`;
}

/** The bytes that go over the wire, so that a repeat gets the very same. */
function bodyBytes(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (body instanceof Readable) throw new Error('A stream cannot be kept for a repeat of its request.');
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
}

function replay(remembered: Remembered, request: KeyedRequest): Answer | Conflict {
  if (!remembered.fingerprint.equals(request.fingerprint)) return { conflict: 'mismatch' };
  if (remembered.status === claimed) return { conflict: 'in_progress' };
  const { status, headers } = remembered;
  const body = unseal(request, remembered.body);
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers, 'idempotent-replayed': 'true' },
    body: body.length > 0 ? body : undefined,
  };
}

/** Deletes answers past their time. Answers how many. */
export async function forgetExpiredKeys(scope: Pick<Scope, 'database'>): Promise<number> {
  const rows = await scope.database`
    delete from idempotency_keys where created_at <= now() - make_interval(hours => ${lifetimeHours})`;
  return rows.count;
}
