import type { Role } from './roles.ts';

/** A person who signs in to the dashboard. People are of the whole server; what they may do is by organization. */
export type User = {
  id: string;
  createdAt: Date;
  name: string;
  /** In small letters. */
  email: string;
};

/** An organization that a person works for. */
export type Membership = {
  organizationId: string;
  name: string;
  slug: string;
  avatarUrl: string | null;
  role: Role;
};

/** Where a person is signed in. */
export type UserSession = {
  id: string;
  createdAt: Date;
  expiresAt: Date;
  ipAddress: string | null;
  userAgent: string | null;
};

/** How long a session lasts that is not used, and after how long of use it is prolonged. */
export const sessionSeconds = 7 * 86_400;
export const prolongAfterSeconds = 86_400;
