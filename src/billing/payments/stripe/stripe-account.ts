import { serverSecret } from '../../../platform/postgres/server-secret.ts';
import type { Mode, Scope } from '../../../platform/scope.ts';
import { openText, sealText } from '../../../platform/sealed-text.ts';
import {
  type ProcessorAccountRow,
  selectProcessorAccount,
  upsertProcessorAccount,
} from '../processor-accounts.sql.ts';

/** What Stripe is asked with. Never to be logged, answered or told. */
export type StripeAccount = {
  secretKey: string;
  webhookSecret: string;
  /** Where the API is served; Stripe's own address where null. */
  baseUrl: string | null;
};

type Owner = Pick<Scope, 'organizationId' | 'mode'>;

/** The name of the server's key under which both are kept. */
export const sealingKey = 'processor_accounts';

/** What each is sealed for: it opens nowhere else. */
export function placeOf({ organizationId, mode }: Owner, member: 'secret_key' | 'webhook_secret'): string {
  return `${organizationId} ${mode} ${member}`;
}

/** An organization's account, or undefined where it has none in this mode. */
export async function openStripeAccount(scope: Scope): Promise<StripeAccount | undefined> {
  const row = await selectProcessorAccount(scope.database, scope);
  if (!row) return undefined;
  const key = await serverSecret(scope.database, sealingKey);
  return {
    secretKey: openText(key, placeOf(scope, 'secret_key'), row.secretKey),
    webhookSecret: openText(key, placeOf(scope, 'webhook_secret'), row.webhookSecret),
    baseUrl: row.baseUrl,
  };
}

/** Keeps an account in the place of one that was there before. */
export async function keepStripeAccount(scope: Scope, account: StripeAccount): Promise<ProcessorAccountRow> {
  const key = await serverSecret(scope.database, sealingKey);
  return upsertProcessorAccount(scope, {
    processor: 'stripe',
    secretKey: sealText(key, placeOf(scope, 'secret_key'), account.secretKey),
    webhookSecret: sealText(key, placeOf(scope, 'webhook_secret'), account.webhookSecret),
    baseUrl: account.baseUrl,
  });
}

/** The mode that a secret key is of, by its form; undefined where it is none of Stripe's. */
export function modeOfStripeKey(secretKey: string): Mode | undefined {
  const [, mode] = /^[sr]k_(test|live)_[0-9A-Za-z_]{8,}$/.exec(secretKey) ?? [];
  return mode === 'test' || mode === 'live' ? mode : undefined;
}
