import { allScopes } from '../api-keys/index.ts';

/** What people may be in an organization, the mightiest first. */
export const roles = ['owner', 'admin', 'support', 'read_only'] as const;
export type Role = (typeof roles)[number];

const readable = allScopes.filter((name) => name.endsWith(':read'));

/** What support writes: all that a customer asks for, but money, keys and settings. */
const writtenBySupport = [
  'customers:write',
  'members:write',
  'customer_seats:write',
  'subscriptions:write',
  'checkouts:write',
  'customer_sessions:write',
  'member_sessions:write',
];

/** What a role allows, as keys are allowed it. Whom the team may be changed by is said by role. */
const permissions: Record<Role, ReadonlySet<string>> = {
  owner: new Set(allScopes),
  admin: new Set(allScopes),
  support: new Set([...readable, ...writtenBySupport]),
  read_only: new Set(readable),
};

export function permissionsOf(role: Role): ReadonlySet<string> {
  return permissions[role];
}

/** Whether it manages the team and its invitations. Only owners make and unmake owners. */
export function managesTeam(role: Role): boolean {
  return role === 'owner' || role === 'admin';
}
