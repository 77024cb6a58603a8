import { transaction } from '../../platform/postgres/database.ts';
import { type Failure, fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { recordChange } from '../changes/index.ts';
import { deleteProcessorAccount, selectProcessorAccount } from './processor-accounts.sql.ts';
import { keepStripeAccount, modeOfStripeKey, type StripeAccount } from './stripe/stripe-account.ts';

/** Who charges for an organization in a mode, as may be shown: without the secrets. */
export type ProcessorSetting = {
  /** Null where nobody can charge: in live mode, until a real processor is set. */
  processor: 'sandbox' | 'stripe' | null;
  baseUrl: string | null;
  createdAt: Date | null;
  modifiedAt: Date | null;
};

export async function readProcessorSetting(scope: Scope): Promise<ProcessorSetting> {
  const account = await selectProcessorAccount(scope.database, scope);
  if (account) {
    const { processor, baseUrl, createdAt, modifiedAt } = account;
    return { processor, baseUrl, createdAt, modifiedAt };
  }
  const processor = scope.mode === 'test' ? 'sandbox' : null;
  return { processor, baseUrl: null, createdAt: null, modifiedAt: null };
}

/**
 * Lets Stripe charge for the scope's organization and mode.
 *
 * @returns `secret_key_invalid`, `mode_mismatch` (a live key in test mode would move real money), `webhook_secret_invalid`.
 */
export async function setStripe(scope: Scope, account: StripeAccount): Promise<Result<ProcessorSetting>> {
  const failure = accountFailure(scope, account);
  if (failure) return fail(failure);
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await readProcessorSetting(inside);
    await keepStripeAccount(inside, account);
    const setting = await readProcessorSetting(inside);
    await recordSetting(inside, before, setting);
    return ok(setting);
  });
}

/** Lets the account be forgotten: the sandbox charges in test mode, and nobody in live mode. */
export async function unsetProcessor(scope: Scope): Promise<ProcessorSetting> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await readProcessorSetting(inside);
    const isGone = await deleteProcessorAccount(inside);
    const setting = await readProcessorSetting(inside);
    if (isGone) await recordSetting(inside, before, setting);
    return setting;
  });
}

function accountFailure(scope: Scope, { secretKey, webhookSecret }: StripeAccount): Failure | undefined {
  const mode = modeOfStripeKey(secretKey);
  if (mode === undefined) {
    const message = 'Must be a secret key of Stripe: sk_test_…, sk_live_…, rk_test_… or rk_live_….';
    return { code: 'secret_key_invalid', field: 'secretKey', message };
  }
  if (mode !== scope.mode) {
    const message = `Is a key of Stripe's ${mode} mode; this is the ${scope.mode} mode.`;
    return { code: 'mode_mismatch', field: 'secretKey', message };
  }
  if (!/^whsec_\S{8,}$/.test(webhookSecret)) {
    const message = 'Must be the signing secret of a webhook endpoint of Stripe: whsec_….';
    return { code: 'webhook_secret_invalid', field: 'webhookSecret', message };
  }
  return undefined;
}

function recordSetting(scope: Scope, before: ProcessorSetting, after: ProcessorSetting): Promise<void> {
  const { processor, baseUrl } = after;
  return recordChange(scope, {
    type: 'organization.processor_set',
    objectType: 'organization',
    objectId: scope.organizationId,
    changes: {
      processor: { before: before.processor, after: processor },
      baseUrl: { before: before.baseUrl, after: baseUrl },
    },
    data: { id: scope.organizationId, mode: scope.mode, processor, base_url: baseUrl },
  });
}
