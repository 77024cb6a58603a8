import {
  insertTeamMember,
  makeUser,
  openSession,
  type Role,
  type User,
} from '../../src/billing/users/index.ts';
import { hashPassword } from '../../src/platform/passwords.ts';
import { type Called, call } from './call.ts';
import type { TestFlorin } from './florin.ts';

type Options = {
  body?: unknown;
  mode?: 'test' | 'live';
  headers?: Record<string, string>;
};

/** Somebody who is signed in to the dashboard. */
export type Person = User & {
  /** As `Cookie` sends it. */
  cookie: string;
  /** Calls as the dashboard does, for the organization that they were made for; test mode where none is said. */
  call(method: string, path: string, options?: Options): Promise<Called>;
  /** Calls with the cookie alone. */
  callAlone(method: string, path: string, options?: Options): Promise<Called>;
};

let serial = 0;

/** Makes a person of an organization's team, signed in. */
export async function createPerson(
  florin: TestFlorin,
  role: Role,
  { organization = florin.organization, password }: { organization?: { id: string }; password?: string } = {},
): Promise<Person> {
  serial++;
  const { clock, cookies } = florin.server.services;
  const scope = await florin.scope(florin.organization, 'live');
  const kept = password === undefined ? null : await hashPassword(password);
  const email = `${role}-${serial}@team.example.com`;
  const user = await makeUser(scope, { name: `Person ${serial}`, email, password: kept });
  if (!user) throw new Error(`${email} is there already.`);
  const member = { organizationId: organization.id, userId: user.id, role, createdAt: clock.now() };
  await insertTeamMember(florin.pool, member);
  const token = await openSession(florin.pool, clock, user.id, { ipAddress: null, userAgent: null });
  const cookie = cookieOf(await cookies.write(token, 3600));
  return { ...user, cookie, ...callsOf(florin, cookie, organization.id) };
}

/** The calls of whoever has a cookie. */
export function callsOf(
  florin: Pick<TestFlorin, 'url'>,
  cookie: string,
  organizationId: string,
): Pick<Person, 'call' | 'callAlone'> {
  const origin = florin.url;
  return {
    call: (method, path, { body, mode = 'test', headers } = {}) =>
      call(method, `${florin.url}${path}`, {
        body,
        headers: {
          cookie,
          origin,
          'florin-organization': organizationId,
          'florin-mode': mode,
          ...headers,
        },
      }),
    callAlone: (method, path, { body, headers } = {}) =>
      call(method, `${florin.url}${path}`, { body, headers: { cookie, origin, ...headers } }),
  };
}

/** What a browser sends back of what `Set-Cookie` told it. */
export function cookieOf(setCookie: string | null): string {
  const [pair = ''] = (setCookie ?? '').split(';');
  if (!pair.includes('=')) throw new Error('No cookie was set.');
  return pair;
}
