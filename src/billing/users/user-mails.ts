import type { Scope } from '../../platform/scope.ts';
import { type MailContent, queueSecretMail, type userMailKinds, wordsFor } from '../mails/index.ts';
import { type Organization, selectOrganization } from '../organizations/index.ts';
import type { User } from './user.ts';
import { selectMemberships } from './users.sql.ts';

export const signInMinutes = 15;
export const resetMinutes = 60;
export const invitationDays = 7;

type Kind = (typeof userMailKinds)[number];

/**
 * Mails a person the link that signs them in, in the name of an organization of theirs. The dashboard speaks English, and so do its
 * mails.
 *
 * @param scope of nobody
 */
export async function mailSignInLink(scope: Scope, user: User, url: string): Promise<void> {
  await mailUser(scope, user, 'sign_in_link', signInMinutes, (organization) => ({
    subject: `Sign in to ${organization}`,
    title: 'Sign in to the dashboard',
    paragraphs: [`Follow this link to sign in to the dashboard of ${organization}.`],
    button: { label: 'Sign in', url },
    note: `The link works once, within ${signInMinutes} minutes. If you did not ask for it, there is nothing you need to do: nobody gets in without it.`,
  }));
}

/** Mails a person the link with which they choose a new password. */
export async function mailPasswordReset(scope: Scope, user: User, url: string): Promise<void> {
  await mailUser(scope, user, 'password_reset', resetMinutes, (organization) => ({
    subject: `Choose a new password for ${organization}`,
    title: 'Choose a new password',
    paragraphs: [
      `Follow this link to choose a new password for the dashboard of ${organization}. You are then signed out everywhere else.`,
    ],
    button: { label: 'Choose a password', url },
    note: `The link works once, within ${resetMinutes} minutes. If you did not ask for it, there is nothing you need to do: your password stays as it is.`,
  }));
}

/** Mails somebody the link that makes them a member of the scope's organization, in the caller's transaction. */
export async function mailInvitation(
  scope: Scope,
  { organization, email, role, inviter }: Invited,
  url: string,
): Promise<void> {
  const { name } = organization;
  await queue(scope, organization, email, 'team_invitation', invitationDays * 24 * 60, {
    subject: `${inviter} has invited you to ${name}`,
    title: `Join ${name}`,
    paragraphs: [`${inviter} has invited you to the dashboard of ${name}, ${articleOf(role)}.`],
    button: { label: 'Accept the invitation', url },
    note: `The link works once, within ${invitationDays} days. If you do not know ${name}, there is nothing you need to do.`,
  });
}

type Invited = { organization: Organization; email: string; role: string; inviter: string };

function articleOf(role: string): string {
  const names: Record<string, string> = {
    owner: 'as an owner',
    admin: 'as an administrator',
    support: 'for support',
    read_only: 'to read along',
  };
  return names[role] ?? '';
}

async function mailUser(
  scope: Scope,
  { id, email }: User,
  kind: Kind,
  minutes: number,
  contentFor: (organization: string) => MailContent,
): Promise<void> {
  const [membership] = await selectMemberships(scope.database, id);
  const organization = membership && (await selectOrganization(scope.database, membership.organizationId));
  // Who is in no team has nothing to sign in to.
  if (organization) await queue(scope, organization, email, kind, minutes, contentFor(organization.name));
}

/** A team is one in both modes: its mails are none of a test. */
async function queue(
  scope: Scope,
  organization: Organization,
  recipient: string,
  kind: Kind,
  minutes: number,
  content: MailContent,
): Promise<void> {
  const own: Scope = { ...scope, organizationId: organization.id, mode: 'live' };
  const words = wordsFor(null);
  await queueSecretMail(own, organization, { kind, recipient, customerId: null, words, content, minutes });
}
