import { createLink, makeOwnerOf, selectUserByEmail } from '../billing/users/index.ts';
import { wallClock } from '../platform/clock.ts';
import { readConfig } from '../server/config.ts';
import { type Command, CommandError, UsageError } from './command.ts';
import { listeningUrl } from './server-access.ts';
import { findOrganization, operatorScope, withDatabase } from './with-database.ts';

export const dashboardCommand: Command = {
  name: 'dashboard',
  summary: 'Print a link that opens the dashboard, once and within the hour',
  options: {
    email: {
      value: '<address>',
      meaning: 'signs this person in; where left out, the link makes an owner of all organizations',
    },
    organization: { value: '<id or slug>', meaning: 'makes the person an owner of it' },
  },
  async run({ email, organization }) {
    if (organization !== undefined && email === undefined) {
      throw new UsageError('--organization is for the person that --email names.');
    }
    const config = readConfig(process.env);
    const token = await withDatabase(async (pool) => {
      if (email === undefined) {
        return createLink(pool, wallClock, { purpose: 'new_owner', userId: null });
      }
      const user = await selectUserByEmail(pool, email.trim());
      if (!user) throw new CommandError('not_found', `Nobody with the address ${email} is there.`);
      if (organization !== undefined) {
        const owned = await findOrganization(pool, organization);
        await makeOwnerOf(operatorScope(pool, owned, 'live'), user.id);
      }
      return createLink(pool, wallClock, { purpose: 'sign_in', userId: user.id });
    });
    const url = linkAddress(config.publicUrl ?? listeningUrl(config), token);
    return { json: { url }, lines: [url] };
  },
};

/** Where a one-time link is followed. */
export function linkAddress(url: string, token: string): string {
  return `${url}/dashboard/setup?token=${token}`;
}
