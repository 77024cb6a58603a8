import type { Screen } from '../shared/screen.ts';

export const settingsScreens: readonly Screen[] = [
  { path: '/settings', load: () => import('./general-screen.tsx') },
  { path: '/settings/tax', load: () => import('./tax-screen.tsx') },
  { path: '/settings/invoices', load: () => import('./invoices-screen.tsx') },
  { path: '/settings/subscriptions', load: () => import('./subscriptions-screen.tsx') },
  { path: '/settings/mails', load: () => import('./mails-screen.tsx') },
  { path: '/settings/dunning', load: () => import('./dunning-screen.tsx') },
  { path: '/settings/processor', load: () => import('./processor-screen.tsx') },
  { path: '/settings/checkout', load: () => import('./checkout-screen.tsx') },
  { path: '/settings/team', load: () => import('./team-screen.tsx') },
  { path: '/settings/data', load: () => import('./data-screen.tsx') },
];
