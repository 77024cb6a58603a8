import type { ComponentType } from 'react';

/** A screen's address, with `$names` for what varies, and where its component is: the module's default export. */
export type Screen = { path: string; load(): Promise<{ default: ComponentType }> };
