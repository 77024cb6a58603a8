import type { Authenticator } from '../billing/api-keys/index.ts';
import type { Dialect, Services } from '../platform/http/dialect.ts';
import { polarDialect } from './polar/index.ts';

export { polarContracts } from './polar/versions.ts';
export const flowgladContracts = ['2025-06', '2026-03'] as const;

export type DialectSettings = { polarContract: string; flowgladContract: string };

/** Every API that the server speaks. */
export function createDialects(
  services: Services,
  authenticator: Authenticator,
  settings: DialectSettings,
): Dialect<never>[] {
  return [
    polarDialect(services, authenticator, { defaultContract: settings.polarContract }),
  ] as unknown as Dialect<never>[];
}
