import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseUuid } from '../ids.ts';
import type { Mode } from '../scope.ts';

type Headers = Record<string, string | string[] | undefined>;

/** What a page of ours calls with: whose session it is, and which organization's data, of which mode, it wants. */
export type PageCall = { token: string; organizationId: string; mode: Mode };

/** The cookie that holds a session's token: signed, so that a token that was made up costs no query. */
export type SessionCookies = {
  /** What the cookies of people who signed in are signed with. */
  secret(): Promise<string>;
  /** The token of the session; undefined where there is no cookie, or one that we did not sign. */
  read(headers: Headers): Promise<string | undefined>;
  /** The token with the organization that the headers name. Without that header a cookie is nothing: no other site can send it. */
  readCall(headers: Headers): Promise<PageCall | undefined>;
  /** Whether who signed in wished to stay so, beyond the day and the browser's end. */
  isKept(headers: Headers): boolean;
  /** The value of `Set-Cookie` that hands a token out. */
  write(token: string, maxAgeSeconds: number): Promise<string>;
};

/** As the library that signs people in calls it. */
export const cookiePrefix = 'florin';
const securePrefix = '__Secure-';

export type SessionCookieSettings = {
  secret(): Promise<string>;
  /** The base of the server's own addresses: cookies of one that begins with https are for encrypted connections only. */
  publicUrl(): string;
};

export function createSessionCookies({ secret, publicUrl }: SessionCookieSettings): SessionCookies {
  const isSecure = () => publicUrl().startsWith('https:');
  const prefix = () => `${isSecure() ? securePrefix : ''}${cookiePrefix}.`;
  const name = () => `${prefix()}session_token`;

  async function read(headers: Headers): Promise<string | undefined> {
    const value = cookieNamed(headers, name());
    if (value === undefined) return undefined;
    const end = value.lastIndexOf('.');
    const token = value.slice(0, end);
    const sent = Buffer.from(value.slice(end + 1), 'base64');
    const expected = signatureOf(token, await secret());
    return sent.length === expected.length && timingSafeEqual(sent, expected) ? token : undefined;
  }

  return {
    secret,
    read,
    async readCall(headers) {
      const organization = parseUuid(String(headers['florin-organization'] ?? ''));
      if (!('uuid' in organization)) return undefined;
      const token = await read(headers);
      const mode = headers['florin-mode'] === 'live' ? 'live' : 'test';
      return token === undefined ? undefined : { token, organizationId: organization.uuid, mode };
    },
    isKept: (headers) => cookieNamed(headers, `${prefix()}dont_remember`) === undefined,
    async write(token, maxAgeSeconds) {
      const signature = signatureOf(token, await secret()).toString('base64');
      const value = encodeURIComponent(`${token}.${signature}`);
      const secure = isSecure() ? '; Secure' : '';
      return `${name()}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly${secure}; SameSite=Lax`;
    },
  };
}

function signatureOf(token: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(token).digest();
}

/** The value of a cookie; undefined where there is none of the name, or it cannot be read. */
export function cookieNamed({ cookie }: Headers, name: string): string | undefined {
  for (const pair of String(cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals === -1 || pair.slice(0, equals).trim() !== name) continue;
    try {
      return decodeURIComponent(pair.slice(equals + 1).trim());
    } catch {
      return undefined;
    }
  }
  return undefined;
}
