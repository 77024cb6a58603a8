import { type Static, Type } from 'typebox';
import { avatarUrlAt } from '../../billing/organizations/index.ts';
import {
  endSessions,
  findLink,
  findSignedIn,
  hasPassword,
  keepSession,
  type Membership,
  type Place,
  permissionsOf,
  renameUser,
  roles,
  type SignedIn,
  selectMemberships,
  selectSessions,
  sessionSeconds,
  setUp,
  type User,
  type UserSession,
} from '../../billing/users/index.ts';
import type { Services } from '../../platform/http/dialect.ts';
import { defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import { longestPassword, shortestPassword } from '../../platform/passwords.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, link, user } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { EmailInput, NameInput, nullable, optional, Timestamp, Uuid, UuidInput } from './schemas.ts';

export const RoleInput = Type.Unsafe<(typeof roles)[number]>({ type: 'string', enum: [...roles] });
export const PasswordInput = Type.String({ minLength: shortestPassword, maxLength: longestPassword });
export const TokenInput = Type.String({ minLength: 1, maxLength: 200 });

const userMembers = { id: Uuid, email: Type.String(), name: Type.String() };
export const UserSchema = Type.Object(userMembers);

export function userView({ id, email, name }: User): Static<typeof UserSchema> {
  return { id, email, name };
}

export const MembershipSchema = Type.Object({
  id: Uuid,
  name: Type.String(),
  slug: Type.String(),
  avatar_url: nullable(Type.String()),
  role: RoleInput,
  permissions: Type.Array(Type.String(), {
    description: 'What the role allows, named as the scopes of keys.',
  }),
});

function membershipView(membership: Membership, publicUrl: string): Static<typeof MembershipSchema> {
  return {
    id: membership.organizationId,
    name: membership.name,
    slug: membership.slug,
    avatar_url: avatarUrlAt(publicUrl, membership),
    role: membership.role,
    permissions: [...permissionsOf(membership.role)],
  };
}

const MeSchema = Type.Object({
  user: Type.Object({
    ...userMembers,
    has_password: Type.Boolean({ description: 'Who has none signs in by mail or with a passkey.' }),
  }),
  organizations: Type.Array(MembershipSchema),
});

const SessionSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  expires_at: Timestamp,
  ip_address: nullable(Type.String()),
  user_agent: nullable(Type.String()),
  current: Type.Boolean({ description: 'Whether it is the one that asks.' }),
});

function sessionView(session: UserSession, currentId: string): Static<typeof SessionSchema> {
  return {
    id: session.id,
    created_at: session.createdAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    ip_address: session.ipAddress,
    user_agent: session.userAgent,
    current: session.id === currentId,
  };
}

/** From where a request comes, for its sender's own list of sessions. */
export function placeOf({ ip, headers }: Pick<RequestFacts, 'ip' | 'headers'>): Place {
  const agent = headers['user-agent'];
  return { ipAddress: ip, userAgent: typeof agent === 'string' ? agent.slice(0, 500) : null };
}

const linkQuery = Type.Object({ token: TokenInput });

const LinkSchema = Type.Object({
  purpose: Type.Unsafe<'first_user' | 'new_owner' | 'sign_in'>({
    type: 'string',
    enum: ['first_user', 'new_owner', 'sign_in'],
    description: 'Whether it makes a user, the first or one more, or signs in the one that is named.',
  }),
  user: nullable(UserSchema),
  expires_at: Timestamp,
});

type Cookies = Pick<Services, 'cookies' | 'clock'>;

/** Who is signed in to the dashboard, and how the first one comes in. Passwords, mails and passkeys are at /florin/auth. */
export const signInRoutes = (services: Cookies): Route<Access>[] => [
  ...setupRoutes(services),
  ...meRoutes(services),
];

const setupRoutes = ({ cookies }: Cookies): Route<Access>[] => [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/setup',
    summary: 'Get what a one-time link is for',
    access: link,
    query: linkQuery,
    responses: { 200: LinkSchema },
    async handle({ database, clock, requestId }, { query }) {
      const found = await findLink(database, clock, query.token);
      if (!found) return notFound(requestId, 'link');
      const { purpose, user: person, expiresAt } = found;
      const expires_at = expiresAt.toISOString();
      return { status: 200, body: { purpose, user: person ? userView(person) : null, expires_at } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/florin/v1/setup',
    summary: 'Use a one-time link up, and be signed in',
    access: link,
    body: Type.Object({
      token: TokenInput,
      name: Type.Optional(NameInput),
      email: Type.Optional(EmailInput),
      password: optional(PasswordInput),
    }),
    responses: { 200: UserSchema },
    async handle(scope, { body }, request) {
      const { token, name, email, password = null } = body;
      const newUser = { name, email, password };
      const result = await setUp(scope, { token, newUser, place: placeOf(request) });
      if (!result.ok) return answerFailures(scope.requestId, result.failures);
      const { user: person, sessionToken } = result.value;
      const cookie = await cookies.write(sessionToken, sessionSeconds);
      return { status: 200, body: userView(person), headers: { 'set-cookie': cookie } };
    },
  }),
];

const meRoutes = (services: Cookies): Route<Access>[] => {
  const { cookies, clock } = services;

  /** The person and the session that ask. */
  async function signedIn({ database }: Scope, { headers }: RequestFacts): Promise<SignedIn> {
    const token = await cookies.read(headers);
    const found = token === undefined ? undefined : await findSignedIn(database, clock, token);
    if (!found) throw new Error('A route for people was reached by nobody.');
    return found;
  }

  return [
    defineRoute({
      method: 'GET',
      path: '/florin/v1/me',
      summary: 'Get who is signed in, and to which organizations',
      access: user,
      responses: { 200: MeSchema },
      async handle(scope, _input, request) {
        const { database } = scope;
        const person = await signedIn(scope, request);
        const [organizations, has_password, isKept] = await Promise.all([
          selectMemberships(database, person.id),
          hasPassword(database, person.id),
          cookies.isKept(request.headers) && keepSession(database, clock, person),
        ]);
        const token = isKept ? await cookies.read(request.headers) : undefined;
        const headers = token ? { 'set-cookie': await cookies.write(token, sessionSeconds) } : undefined;
        const body = {
          user: { ...userView(person), has_password },
          organizations: organizations.map((each) => membershipView(each, request.publicUrl)),
        };
        return { status: 200, body, headers };
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/florin/v1/me',
      summary: 'Change the own name',
      access: user,
      body: Type.Object({ name: NameInput }),
      responses: { 200: UserSchema },
      async handle(scope, { body }, request) {
        const { id } = await signedIn(scope, request);
        const changed = await renameUser(scope, id, body.name);
        return changed ? { status: 200, body: userView(changed) } : notFound(scope.requestId, 'user');
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/florin/v1/me/sessions',
      summary: 'List where one is signed in, newest first',
      access: user,
      responses: { 200: Type.Object({ items: Type.Array(SessionSchema) }) },
      async handle(scope, _input, request) {
        const { id, sessionId } = await signedIn(scope, request);
        const sessions = await selectSessions(scope.database, id, clock.now());
        return { status: 200, body: { items: sessions.map((session) => sessionView(session, sessionId)) } };
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/florin/v1/me/sessions',
      summary: 'Sign out everywhere else',
      access: user,
      responses: { 204: null },
      async handle(scope, _input, request) {
        const { id, sessionId } = await signedIn(scope, request);
        await endSessions(scope, id, { but: sessionId });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/florin/v1/me/sessions/{id}',
      summary: 'Sign out somewhere',
      access: user,
      params: Type.Object({ id: UuidInput }),
      responses: { 204: null },
      async handle(scope, { params }, request) {
        const { id } = await signedIn(scope, request);
        const count = await endSessions(scope, id, { id: params.id });
        return count > 0 ? { status: 204 } : notFound(scope.requestId, 'session');
      },
    }),
  ];
};
