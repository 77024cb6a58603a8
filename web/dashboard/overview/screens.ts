import type { Screen } from '../shared/screen.ts';

export const overviewScreens: readonly Screen[] = [
  { path: '/', load: () => import('./overview-screen.tsx') },
];
