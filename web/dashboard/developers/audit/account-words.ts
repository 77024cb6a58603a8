import type { AuditEntry } from '../objects.ts';

const methods: Record<string, string> = {
  password: 'with a password',
  mailed_link: 'with a mailed link',
  passkey: 'with a passkey',
  one_time_link: 'with a link of the server’s operator',
  invitation: 'by accepting an invitation',
};

type Told = Pick<AuditEntry, 'action' | 'changes'>;
type Changes = Readonly<Record<string, { before: unknown; after: unknown } | undefined>>;
type Passkey = { name?: string | null } | null | undefined;

function passkeyNamed(value: unknown): string {
  const name = (value as Passkey)?.name;
  return name ? `“${name}”` : 'without a name';
}

const sentences: Record<string, (changes: Changes, whose: string) => string> = {
  'user.updated': () => 'Changed their own name',
  'user.signed_in': ({ method }) => `Signed in ${methods[String(method?.after)] ?? ''}`.trim(),
  'user.signed_out': () => 'Signed out',
  'user.sessions_ended': ({ count }) =>
    count?.after === 1 ? 'Ended a session of theirs' : `Ended ${count?.after} sessions of theirs`,
  'user.password_set': () => 'Set a password for the first time',
  'user.password_changed': () => 'Changed their password',
  'user.password_reset': () => 'Chose a new password by a mailed link',
  'user.passkey_added': ({ passkey }) => `Added a passkey, ${passkeyNamed(passkey?.after)}`,
  'user.passkey_renamed': ({ passkey }) =>
    `Renamed a passkey from ${passkeyNamed(passkey?.before)} to ${passkeyNamed(passkey?.after)}`,
  'user.passkey_removed': ({ passkey }) => `Removed a passkey, ${passkeyNamed(passkey?.before)}`,
  'user.sign_in_failed': (_changes, whose) => `A wrong password was given for ${whose}`,
};

/**
 * What somebody did to their own account, as a sentence; undefined of everything else, where the members that changed say more.
 *
 * @param whose the name of the person whose account it is
 */
export function accountSentence({ action, changes }: Told, whose: string | undefined): string | undefined {
  return sentences[action]?.(changes, whose ?? 'somebody who is gone');
}

/** Whether the sentence has all that there is to be said, so that the names of members add nothing. */
export function isSaidWhole(action: string): boolean {
  return action in sentences && action !== 'user.updated';
}
