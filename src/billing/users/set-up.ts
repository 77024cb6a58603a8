import type { Clock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { hashPassword } from '../../platform/passwords.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken, newToken } from '../../platform/tokens.ts';
import { insertLink, type Link, selectLink, takeLink } from './links.sql.ts';
import { emailTaken, makeUser, type NewUser, undoFailed } from './make-user.ts';
import { type Place, signIn } from './open-session.ts';
import { memberAdded, recordTeamChange } from './record-team.ts';
import { insertTeamMember, selectOwnable } from './team.sql.ts';
import type { User } from './user.ts';
import { isAnybodyThere, isAnybodyThereForSure, selectUser } from './users.sql.ts';

const linkMinutes = 60;
const prefix = 'florin_link_';

/** Makes a link that works once, within the hour. The token is answered here and nowhere again. */
export async function createLink(database: Database, clock: Clock, link: Link): Promise<string> {
  const now = clock.now();
  const token = newToken(prefix);
  const expiresAt = new Date(now.getTime() + linkMinutes * 60_000);
  const value = JSON.stringify(link);
  await insertLink(database, { id: newId(now), createdAt: now, expiresAt, value }, hashToken(token));
  return token;
}

/** The link that lets the first user in; undefined once somebody is there. */
export async function createFirstLink(database: Database, clock: Clock): Promise<string | undefined> {
  if (await isAnybodyThere(database)) return undefined;
  return createLink(database, clock, { purpose: 'first_user', userId: null });
}

export type FoundLink = { purpose: Link['purpose']; user: User | undefined; expiresAt: Date };

/** What a link is for; undefined where it works no more. */
export async function findLink(
  database: Database,
  clock: Clock,
  token: string,
): Promise<FoundLink | undefined> {
  const found = isLinkToken(token) && (await selectLink(database, hashToken(token), clock.now()));
  if (!found) return undefined;
  const { purpose, userId } = JSON.parse(found.value) as Link;
  if (purpose === 'first_user' && (await isAnybodyThere(database))) return undefined;
  const user = userId === null ? undefined : await selectUser(database, userId);
  return { purpose, user, expiresAt: found.expiresAt };
}

/** Other things that are brought back once are in the same table: they are none of ours. */
function isLinkToken(token: string): boolean {
  return token.startsWith(prefix);
}

export type SetUp = { token: string; newUser: Partial<NewUser>; place: Place };

const linkOver = fail({
  code: 'link_over',
  field: 'token',
  message: 'This link has been used, or is more than an hour old. Ask for a new one: florin dashboard.',
});

/**
 * Uses a link up and signs its bearer in. The first user becomes owner of the organizations that have none, an owner more of all.
 *
 * @param scope of nobody: whoever holds the link acts as who they are from then on
 * @returns `link_over`, `name_missing` or `email_missing` where somebody is to be made, `email_taken`
 */
export async function setUp(
  scope: Scope,
  { token, newUser, place }: SetUp,
): Promise<Result<{ user: User; sessionToken: string }>> {
  const { name, email, password } = newUser;
  const found = await findLink(scope.database, scope.clock, token);
  if (!found) return linkOver;
  if (found.purpose !== 'sign_in' && (name === undefined || email === undefined)) {
    const field = name === undefined ? 'name' : 'email';
    return fail({ code: `${field}_missing`, field, message: 'Required.' });
  }
  const kept = password ? await hashPassword(password) : null;
  return undoFailed(scope.database, async (database) => {
    const taken = await takeLink(database, hashToken(token), scope.clock.now());
    if (!taken) return linkOver;
    const { purpose, userId } = JSON.parse(taken.value) as Link;
    // Of several first users at once, each with a link, one is the first.
    if (purpose === 'first_user' && (await isAnybodyThereForSure(database))) return linkOver;
    const user =
      purpose === 'sign_in'
        ? await selectUser(database, userId ?? '')
        : await makeUser({ ...scope, database }, { name: name ?? '', email: email ?? '', password: kept });
    if (!user) return purpose === 'sign_in' ? linkOver : emailTaken;
    if (purpose !== 'sign_in') await makeOwner({ ...scope, database }, user, purpose);
    const sessionToken = await signIn({ ...scope, database }, user.id, place, 'one_time_link');
    return ok({ user, sessionToken });
  });
}

async function makeOwner(scope: Scope, user: User, purpose: Link['purpose']): Promise<void> {
  const { database, clock } = scope;
  const ids = await selectOwnable(database, { withoutOwner: purpose === 'first_user' });
  for (const organizationId of ids) {
    const member = { organizationId, userId: user.id, role: 'owner' as const, createdAt: clock.now() };
    await insertTeamMember(database, member);
    const own = { ...scope, organizationId, actor: { kind: 'user' as const, id: user.id } };
    await recordTeamChange(own, memberAdded(user.id, 'owner'));
  }
}
