import type { Authenticator } from '../billing/api-keys/index.ts';
import type { Engine } from '../billing/due-work/index.ts';
import type { Dialect, Services } from '../platform/http/dialect.ts';
import { atlasDialect } from './atlas/index.ts';
import { florinDialect } from './florin/index.ts';
import { flowgladDialect } from './flowglad/index.ts';
import { polarDialect } from './polar/index.ts';

export { flowgladContracts } from './flowglad/versions.ts';
export { polarContracts } from './polar/versions.ts';

export type DialectSettings = {
  polarContract: string;
  flowgladContract: string;
  operatorToken: string | undefined;
};

/** Every API that the server speaks. */
export function createDialects(
  services: Services,
  authenticator: Authenticator,
  engine: Engine,
  settings: DialectSettings,
): Dialect<never>[] {
  return [
    polarDialect(services, authenticator, { defaultContract: settings.polarContract }),
    flowgladDialect(services, authenticator, { defaultContract: settings.flowgladContract }),
    atlasDialect(services, authenticator),
    florinDialect(services, authenticator, engine, { operatorToken: settings.operatorToken }),
  ] as unknown as Dialect<never>[];
}
