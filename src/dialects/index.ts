import type { Dialect, Services } from '../platform/http/dialect.ts';
import type { PolarServices } from './polar/index.ts';
import { polarDialect } from './polar/index.ts';

export { polarContracts } from './polar/versions.ts';
export const flowgladContracts = ['2025-06', '2026-03'] as const;
