import type { Static, TObject, TSchema } from 'typebox';
import type { ClockOf } from '../clock.ts';
import type { Scope } from '../scope.ts';
import type { RawQuery } from './query.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/**
 * What goes back over the wire. `body` undefined sends no bytes; a Buffer goes as it is, a `Readable` as fast as it is taken,
 * anything else as JSON. A stream is destroyed when its reader leaves, and names its `content-type`. It is read once, so a route
 * that changes something does not answer one; what it reads it reads on the pool, after the handler has returned.
 */
export type Answer = {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
};

export type Input<P extends TObject, Q extends TObject, B extends TSchema> = {
  params: Static<P>;
  query: Static<Q>;
  body: Static<B>;
};

/**
 * One operation of an API: what the contract says of it, and the call that answers it. `Access` is the dialect's way of
 * saying who may call.
 */
export type Route<Access> = {
  method: Method;
  /** As OpenAPI writes it: `/v1/customers/{id}`. */
  path: string;
  summary: string;
  access: Access;
  params?: TObject;
  query?: TObject;
  body?: TSchema;
  /** Whether the body may be left out. */
  bodyOptional?: boolean;
  /**
   * Whether it commits as it goes along, because somebody outside moves money in between. Else a request with an
   * idempotency key is one transaction.
   */
  inSteps?: true;
  /**
   * Whether its answer may be some seconds old: lists and exports, which are read from a replica where there is one. Of others
   * a caller expects what he has just written.
   */
  mayBeStale?: true;
  /** What it answers when all is well: the shape by status; null for no body. */
  responses: Record<number, TSchema | null>;
  /**
   * Where the vendor looks for the object before it looks into the body: the answer when it is not there. Asked only
   * about a body that something is wrong with; of any other, `handle` finds out itself.
   */
  objectMissing?(scope: Scope, params: never): Promise<Answer | undefined>;
  handle(
    scope: Scope,
    input: { params: never; query: never; body: never },
    request: RequestFacts,
  ): Promise<Answer>;
};

/** What a handler may want to know of the request beyond its input. */
export type RequestFacts = {
  headers: Record<string, string | string[] | undefined>;
  /** The body as it came, for who has to check a signature over it; empty where there is none. */
  bytes: Buffer;
  ip: string;
  /** Every parameter of the address, whether or not the route names it. */
  query: RawQuery;
  /** The base of the server's own addresses, without a slash at the end. */
  publicUrl: string;
  /** Whether test mode's webhooks may go to this very machine. */
  webhookLoopback: boolean;
  /** The contract that this request is answered by, as the dialect names it. */
  version: string;
  /** For routes that find out themselves whose data they work on. */
  clockOf: ClockOf;
  /** Aborted once the server begins to stop: for answers that do not end by themselves. */
  ending: AbortSignal;
  /** Does something at once after what the request changes is committed; nothing where the request is refused. */
  onceCommitted(work: () => void): void;
};

/** A route whose handler's input has the types of its schemas. */
export function defineRoute<
  Access,
  P extends TObject = TObject<{}>,
  Q extends TObject = TObject<{}>,
  B extends TSchema = TSchema,
>(
  route: Omit<Route<Access>, 'params' | 'query' | 'body' | 'objectMissing' | 'handle'> & {
    params?: P;
    query?: Q;
    body?: B;
    objectMissing?(scope: Scope, params: Static<P>): Promise<Answer | undefined>;
    handle(scope: Scope, input: Input<P, Q, B>, request: RequestFacts): Promise<Answer>;
  },
): Route<Access> {
  return route as unknown as Route<Access>;
}
