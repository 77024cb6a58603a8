/** Requests to addresses that others chose: to the public internet only, whatever a name resolves to. */
import { lookup as resolve } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

export type OutgoingRequest = {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Whether this machine itself may be meant. */
  allowLoopback: boolean;
  /** For all of it, from the first look at the name to the end of the answer. */
  timeoutMilliseconds: number;
};

export type OutgoingAnswer =
  /** `text` is the beginning of the answer's body. */
  | { kind: 'answered'; status: number; text: string; milliseconds: number }
  /** Nothing that could be read came back. `reason` may be shown to whoever chose the address. */
  | { kind: 'failed'; reason: string; milliseconds: number };

export type Outgoing = {
  post(request: OutgoingRequest): Promise<OutgoingAnswer>;
  close(): void;
};

/** How names are resolved: every address of a host. */
export type Resolve = (
  host: string,
  answer: (error: Error | null, addresses: { address: string; family: number }[]) => void,
) => void;

/** So much of an answer is kept; what comes after it is read no further than to the end of a small body. */
const keptBytes = 2_048;
const readBytes = 64 * 1024;

export class ForbiddenAddressError extends Error {
  constructor(host: string) {
    super(`${host} is not an address of the public internet.`);
    this.name = 'ForbiddenAddressError';
  }
}

const resolveAll: Resolve = (host, answer) =>
  resolve(host, { all: true, verbatim: true }, (error, addresses) => answer(error, addresses));

/**
 * A name is looked up once for each connection, every address that it has is checked, and the connection goes to an address
 * that was checked: a name that means something else a moment later leads nowhere new. Redirects are not followed.
 * Connections are kept and used again.
 */
export function createOutgoing({ resolve = resolveAll }: { resolve?: Resolve } = {}): Outgoing {
  const strict = agents(checkedLookup(resolve, isPublicAddress));
  const local = agents(
    checkedLookup(resolve, (address) => isPublicAddress(address) || isLoopbackAddress(address)),
  );
  return {
    post: (request) => post(request, request.allowLoopback ? local : strict),
    close() {
      for (const agent of [...Object.values(strict), ...Object.values(local)]) agent.destroy();
    },
  };
}

type Agents = { http: http.Agent; https: https.Agent };

function agents(lookup: LookupFunction): Agents {
  const options = { keepAlive: true, maxFreeSockets: 64, lookup };
  return { http: new http.Agent(options), https: new https.Agent(options) };
}

function checkedLookup(resolve: Resolve, mayBe: (address: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, addresses) => {
      if (error) return callback(error, '', 0);
      // One bad address is enough: which of them is taken is not ours to say.
      if (addresses.length === 0 || !addresses.every(({ address }) => mayBe(address))) {
        return callback(new ForbiddenAddressError(host), '', 0);
      }
      if (options.all) return callback(null, addresses);
      const [{ address, family }] = addresses as [{ address: string; family: number }];
      return callback(null, address, family);
    });
  };
}

/** The host of an address as a connection takes it: an IPv6 address without its brackets. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

async function post(request: OutgoingRequest, agents: Agents): Promise<OutgoingAnswer> {
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(request.timeoutMilliseconds);
  let outcome = await attempt(request, agents, signal);
  // A receiver may close a connection that was kept just when it is used again: it has not seen the request then.
  while (outcome.kind === 'stale') outcome = await attempt(request, agents, signal);
  return { ...outcome, milliseconds: Math.round(performance.now() - startedAt) };
}

type Outcome =
  | { kind: 'answered'; status: number; text: string }
  | { kind: 'failed'; reason: string }
  | { kind: 'stale' };

function attempt(request: OutgoingRequest, agents: Agents, signal: AbortSignal): Promise<Outcome> {
  return new Promise((done) => {
    const fail = (reason: string) => done({ kind: 'failed', reason });
    const url = URL.parse(request.url);
    if (!url) return fail('The address is none.');
    const host = hostOf(url);
    // What is an address already is not looked up, and so not checked on the way.
    const isAllowed = isPublicAddress(host) || (request.allowLoopback && isLoopbackAddress(host));
    if (isIP(host) !== 0 && !isAllowed) return fail(new ForbiddenAddressError(host).message);
    const secure = url.protocol === 'https:';
    const sending = (secure ? https : http).request(url, {
      method: 'POST',
      agent: secure ? agents.https : agents.http,
      headers: { ...request.headers, 'content-length': String(Buffer.byteLength(request.body)) },
      signal,
      // A receiver's headers are nothing to us.
      maxHeaderSize: 16_384,
    });
    sending.on('error', (error: NodeJS.ErrnoException) => {
      if (sending.reusedSocket && error.code === 'ECONNRESET') done({ kind: 'stale' });
      else fail(reasonOf(error, request.timeoutMilliseconds));
    });
    sending.on('response', (response) => {
      const parts: Buffer[] = [];
      let received = 0;
      const answered = () => {
        const text = Buffer.concat(parts).subarray(0, keptBytes).toString('utf8').replaceAll('\u0000', '');
        done({ kind: 'answered', status: response.statusCode ?? 0, text });
      };
      response.on('data', (part: Buffer) => {
        if (received < keptBytes) parts.push(part);
        received += part.length;
        if (received <= readBytes) return;
        // Enough was read to know what was answered; the rest is not waited for.
        answered();
        sending.destroy();
      });
      response.on('end', answered);
      response.on('error', (error) => fail(reasonOf(error, request.timeoutMilliseconds)));
    });
    sending.end(request.body);
  });
}

function reasonOf(error: Error & { code?: string }, timeoutMilliseconds: number): string {
  if (error instanceof ForbiddenAddressError) return error.message;
  if (error.name === 'TimeoutError' || error.name === 'AbortError') {
    return `No answer within ${timeoutMilliseconds / 1000} seconds.`;
  }
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'The connection was refused.';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'The connection was closed before an answer came.';
    case 'ENOTFOUND':
      return 'The host is unknown.';
    case 'EAI_AGAIN':
      return 'The host could not be looked up.';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return 'The host cannot be reached.';
    default:
      return /^(?:HPE_|ERR_HTTP)/.test(error.code ?? '')
        ? 'The answer was not HTTP.'
        : /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(error.code ?? '')
          ? 'The TLS connection could not be established.'
          : `The request failed (${error.code ?? error.name}).`;
  }
}
