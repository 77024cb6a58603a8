import type { Authenticator } from '../billing/api-keys/index.ts';
import type { Engine } from '../billing/due-work/index.ts';
import type { WebhookLanguages } from '../billing/webhooks/index.ts';
import type { Dialect, Services } from '../platform/http/dialect.ts';
import { atlasDialect } from './atlas/index.ts';
import { atlasWebhookLanguage } from './atlas/webhook-language.ts';
import { florinDialect, type WebhookWords } from './florin/index.ts';
import { flowgladDialect } from './flowglad/index.ts';
import { flowgladContracts } from './flowglad/versions.ts';
import { flowgladWebhookLanguage } from './flowglad/webhook-language.ts';
import { polarDialect } from './polar/index.ts';
import { polarContracts } from './polar/versions.ts';
import { polarWebhookLanguage } from './polar/webhook-language.ts';

export { flowgladContracts, polarContracts };

/** How each vendor tells of events. */
export const webhookLanguages: WebhookLanguages = {
  polar: polarWebhookLanguage,
  flowglad: flowgladWebhookLanguage,
  atlas: atlasWebhookLanguage,
};

export type DialectSettings = {
  polarContract: string;
  flowgladContract: string;
  operatorToken: string | undefined;
};

/** How, and in which contracts, who listens without an endpoint can be told. */
export function webhookWords(
  settings: Pick<DialectSettings, 'polarContract' | 'flowgladContract'>,
): WebhookWords {
  return {
    languages: webhookLanguages,
    contracts: {
      polar: [settings.polarContract, ...polarContracts],
      flowglad: [settings.flowgladContract, ...flowgladContracts],
      atlas: ['2024-01-01'],
    },
  };
}

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
    florinDialect(services, authenticator, engine, {
      operatorToken: settings.operatorToken,
      webhookWords: webhookWords(settings),
    }),
  ] as unknown as Dialect<never>[];
}
