import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { Clock, ClockOf } from '../clock.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { Pool } from '../postgres/database.ts';
import type { Replica } from '../postgres/replica.ts';
import type { Issue, Path } from '../schema.ts';
import type { Scope } from '../scope.ts';
import type { RateLimits } from './rate-limit-shared.ts';
import type { Answer, RequestFacts, Route } from './route.ts';
import type { SessionCookies } from './session-cookie.ts';

/** What every dialect is handed by the process that serves it. */
export type Services = {
  pool: Pool;
  /** Where there is one. */
  replica: Replica | undefined;
  /** The wall clock, by which rate limits and credentials go. */
  clock: Clock;
  /** The clock of an organization's data. */
  clockOf: ClockOf;
  limiter: RateLimits;
  /** Whether callers are held to their vendor's limits. */
  limited: boolean;
  publicUrl: string;
  /** The cookies of people who are signed in. */
  cookies: SessionCookies;
  /** How addresses that merchants chose are reached. */
  outgoing: Outgoing;
  /** Whether test mode's webhooks may go to this very machine. */
  webhookLoopback: boolean;
  /** Aborted once the process begins to stop. */
  ending: AbortSignal;
};

/** Who calls: whose data, and the name under which its calls and idempotency keys are counted. */
export type Caller = { scope: Scope; name: string };

/** A part of the request and what is wrong with it. */
export type RequestIssue = { place: 'path' | 'query' | 'body'; issue: Issue };

/** What a request can fail of before any operation sees it. */
export type RequestFault =
  | { kind: 'unparsable'; reason: string; offset: number; detail?: string }
  | { kind: 'too_large' }
  | { kind: 'invalid'; issues: readonly RequestIssue[] }
  | { kind: 'card_number'; path: Path }
  | { kind: 'not_found' }
  | { kind: 'method_not_allowed' }
  | { kind: 'rate_limited'; retryAfter: number }
  | { kind: 'idempotency'; conflict: 'in_progress' | 'mismatch' | 'key_too_long' }
  /** The database cannot be reached. */
  | { kind: 'unavailable' }
  /** A fault of ours. */
  | { kind: 'fault' };

/** What counting a call comes to. */
export type Limited = { refused?: RequestFault; headers?: Record<string, string> };

/** What the OpenAPI document of a dialect says beyond its routes. */
export type ApiDescription<Access> = {
  title: string;
  /** The contract that a request without a version is answered by. */
  version: string;
  /** The contracts that a request may name, each of which has a document too. */
  namedVersions?: readonly string[];
  description: string;
  securitySchemes: Record<string, Record<string, unknown>>;
  /** The schemes by any of which a route is reached; none where it is public. */
  security(route: Route<Access>): readonly string[];
  /** The body of an answer that refuses. */
  error: TSchema;
};

/** How one vendor's API does what every API must. */
export type Dialect<Access> = {
  name: string;
  /** The beginning of all its paths. */
  prefix: string;
  routes: readonly Route<Access>[];
  requestId(now: Date): string;
  /** Refuses a request by its head alone, before anybody is identified. */
  guard(request: FastifyRequest, route: Route<Access> | undefined): Answer | undefined;
  /**
   * Who calls. `undefined` is nobody in particular; an answer refuses credentials that are no good.
   * `route` is undefined for paths that lead nowhere.
   */
  identify(
    request: FastifyRequest,
    route: Route<Access> | undefined,
  ): Promise<{ caller: Caller | undefined } | { refused: Answer }>;
  /** Whether this caller may use this route: an answer refuses. */
  authorize(caller: Caller | undefined, route: Route<Access>, request: FastifyRequest): Answer | undefined;
  /** Counts the call; an answer refuses it, headers go with whatever is answered. */
  limit(
    caller: Caller | undefined,
    route: Route<Access>,
    request: FastifyRequest,
  ): Limited | Promise<Limited>;
  /** The contract that the request is to be answered by. */
  version(request: FastifyRequest): string;
  /** How a body is to be taken: bytes as JSON, or an answer that refuses them. */
  takesBody(request: FastifyRequest, raw: Buffer | undefined, route: Route<Access>): Answer | undefined;
  /** Whether a body is one text to the vendor, and no JSON, by what the request calls it. */
  takesText?(request: FastifyRequest): boolean;
  /** Whether numbers and booleans are read out of texts in bodies (in queries they always are). */
  coerceBodies: boolean;
  /** Members whose numbers may look like a card's without being one: tax ids. */
  mayHoldCardNumber(path: Path): boolean;
  /** The vendor's words for a request that failed. */
  fault(fault: RequestFault, request: FastifyRequest): Answer;
  /** Headers of every answer. */
  headers(request: FastifyRequest): Record<string, string>;
  /** Headers of every answer that are known only when it goes out. */
  closingHeaders?(request: FastifyRequest): Record<string, string>;
  /** Told when a request is over, answered or broken off. */
  ended?(request: FastifyRequest): void;
  /** Whether a body is read as JSON whatever the request calls it. */
  ignoresContentType?: boolean;
  /** Whether a parameter of the query without a value is as if it were not there. */
  ignoresEmptyParameters?: boolean;
  /** The one spelling under which an address of the dialect is served; undefined for the addresses of others. */
  plainUrl?(url: string): string | undefined;
  /** For the dialect's OpenAPI document; a plain one is made up where it is missing. */
  description?: ApiDescription<Access>;
  /** The same path in a spelling that is to be redirected to the right one; none for most dialects. */
  otherSpelling?(path: string): string | undefined;
};

export type { RequestFacts };
