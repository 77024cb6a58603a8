import type { Screen } from '../shared/screen.ts';

export const customerScreens: readonly Screen[] = [
  { path: '/customers', load: () => import('./customers-screen.tsx') },
  { path: '/customers/$id', load: () => import('./customer-screen.tsx') },
  { path: '/customers/$id/edit', load: () => import('./edit-customer-screen.tsx') },
];
