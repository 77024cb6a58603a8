import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth/minimal';
import { magicLink } from 'better-auth/plugins/magic-link';
import {
  mailPasswordReset,
  mailSignInLink,
  resetMinutes,
  selectUserByEmail,
  sessionSeconds,
  signInMinutes,
  type User,
} from '../../billing/users/index.ts';
import type { Services } from '../../platform/http/dialect.ts';
import { isOwnOrigin } from '../../platform/http/own-origin.ts';
import { cookiePrefix } from '../../platform/http/session-cookie.ts';
import { newId } from '../../platform/ids.ts';
import { hashPassword, isPassword, longestPassword, shortestPassword } from '../../platform/passwords.ts';
import { createAdapter } from './adapter.ts';
import { addressHeader, basePath } from './addresses.ts';
import { nobodysScope } from './asking.ts';

export type SignInServices = Pick<Services, 'pool' | 'clock' | 'cookies' | 'publicUrl'>;

type SignInLog = { error(fields: Record<string, unknown>, text: string): void };

/**
 * The library that signs people in, over our tables, with our passwords and mails. It asks nobody anything over the network, and
 * makes no users: these come by links and invitations.
 */
export async function createLibrary(services: SignInServices, log: SignInLog) {
  const { pool, clock, cookies, publicUrl } = services;
  const scope = nobodysScope(services, 'sign-in');

  /** Mails the person with an address. Of an address that nobody has nothing is let on. */
  async function mailTo(email: string, send: (user: User) => Promise<void>): Promise<void> {
    const user = await selectUserByEmail(pool, email);
    if (user) await send(user);
  }

  return betterAuth({
    appName: 'Florin',
    baseURL: publicUrl,
    basePath,
    secret: await cookies.secret(),
    database: createAdapter(scope),
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: {
      level: 'error',
      log: (_level, message) => log.error({ reason: message }, 'signing in failed'),
    },
    trustedOrigins: async (request) => {
      const origin = request?.headers.get('origin');
      const host = request?.headers.get('host') ?? undefined;
      return origin && isOwnOrigin(origin, { host }, publicUrl) ? [origin] : [];
    },
    session: {
      expiresIn: sessionSeconds,
      // Ours are prolonged where they are read.
      disableSessionRefresh: true,
    },
    verification: { disableCleanup: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: resetMinutes * 60,
      password: { hash: hashPassword, verify: ({ hash, password }) => isPassword(password, hash) },
      sendResetPassword: ({ user, token }) =>
        mailTo(user.email, (found) =>
          mailPasswordReset(scope, found, `${publicUrl}/dashboard/reset-password?token=${token}`),
        ),
    },
    plugins: [
      magicLink({
        disableSignUp: true,
        expiresIn: signInMinutes * 60,
        sendMagicLink: ({ email, token }) =>
          mailTo(email, (found) =>
            mailSignInLink(scope, found, `${publicUrl}/dashboard/sign-in?token=${token}`),
          ),
      }),
      passkey({ rpID: relyingParty(publicUrl), rpName: 'Florin' }),
    ],
    advanced: {
      cookiePrefix,
      useSecureCookies: publicUrl.startsWith('https:'),
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: () => newId(clock.now()) },
    },
  });
}

/** Whose passkeys they are: a name, for browsers take no address for one. */
function relyingParty(publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  const isAddress = /^[\d.]+$/.test(hostname) || hostname.startsWith('[');
  return isAddress ? 'localhost' : hostname;
}
