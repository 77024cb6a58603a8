import type { Page } from 'playwright-core';
import { openSession, type Role, sessionSeconds } from '../../src/billing/users/index.ts';
import { newId } from '../../src/platform/ids.ts';
import type { TestFlorin } from './florin.ts';

export type DashboardUser = {
  id: string;
  email: string;
  /** What a request without a browser sends to be this person. */
  headers: Record<string, string>;
  /** An address of the dashboard, within the organization: `at('customers')`. */
  at(path?: string, mode?: 'test' | 'live'): string;
};

let people = 0;

/** Signs a browser in as somebody new of the organization's team, without the sign-in's screens. */
export async function signIn(
  page: Page,
  florin: TestFlorin,
  role: Role = 'owner',
  organization = florin.organization,
): Promise<DashboardUser> {
  const { pool, url, server } = florin;
  const { clock, cookies } = server.services;
  const now = clock.now();
  const id = newId(now);
  people += 1;
  const email = `${role}-${people}@team.example`;
  await pool`
    insert into users (id, created_at, updated_at, name, email, email_verified)
    values (${id}, ${now}, ${now}, ${`Someone with the role ${role}`}, ${email}, true)`;
  await pool`
    insert into team_members (organization_id, user_id, created_at, role)
    values (${organization.id}, ${id}, ${now}, ${role})`;
  const token = await openSession(pool, clock, id, { ipAddress: null, userAgent: null });
  const [pair = ''] = (await cookies.write(token, sessionSeconds)).split(';');
  const equals = pair.indexOf('=');
  await page
    .context()
    .addCookies([
      { name: pair.slice(0, equals), value: pair.slice(equals + 1), url, httpOnly: true, sameSite: 'Lax' },
    ]);
  return {
    id,
    email,
    headers: { cookie: pair, 'florin-organization': organization.id, 'florin-mode': 'test' },
    at: (path = '', mode = 'test') => `${url}/dashboard/${organization.slug}/${mode}${path && `/${path}`}`,
  };
}
