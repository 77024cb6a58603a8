import type { Screen } from '../shared/screen.ts';

export const settingsScreens: readonly Screen[] = [];
