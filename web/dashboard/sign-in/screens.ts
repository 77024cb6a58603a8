import type { Screen } from '../shared/screen.ts';

/** Outside of any organization: for who is not signed in yet, or looks after their own account. */
export const signInScreens: readonly Screen[] = [
  { path: '/sign-in', load: () => import('./sign-in-screen.tsx') },
  { path: '/sign-out', load: () => import('./sign-out-screen.tsx') },
  { path: '/setup', load: () => import('./setup-screen.tsx') },
  { path: '/invitation', load: () => import('./invitation-screen.tsx') },
  { path: '/reset-password', load: () => import('./reset-password-screen.tsx') },
  { path: '/account', load: () => import('./account-screen.tsx') },
  { path: '/new-organization', load: () => import('./new-organization-screen.tsx') },
];
