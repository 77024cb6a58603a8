import type { Screen } from '../shared/screen.ts';

export const developerScreens: readonly Screen[] = [
  { path: '/webhooks', load: () => import('./webhooks/webhooks-screen.tsx') },
  { path: '/webhooks/new', load: () => import('./webhooks/new-webhook-screen.tsx') },
  { path: '/webhooks/$id', load: () => import('./webhooks/webhook-screen.tsx') },
  { path: '/webhooks/$id/messages/$message', load: () => import('./webhooks/message-screen.tsx') },
  { path: '/events', load: () => import('./events/events-screen.tsx') },
  { path: '/events/$id', load: () => import('./events/event-screen.tsx') },
  { path: '/audit', load: () => import('./audit/audit-screen.tsx') },
  { path: '/audit/$id', load: () => import('./audit/audit-entry-screen.tsx') },
  { path: '/mails', load: () => import('./mails/mails-screen.tsx') },
  { path: '/mails/$id', load: () => import('./mails/mail-screen.tsx') },
  { path: '/keys', load: () => import('./keys/keys-screen.tsx') },
  { path: '/keys/new', load: () => import('./keys/new-key-screen.tsx') },
];
