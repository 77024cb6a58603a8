import { transaction } from '../../platform/postgres/database.ts';
import { type Failure, fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { recordChange } from '../changes/index.ts';
import { selectOrganization, updateOrganization } from '../organizations/index.ts';
import { deleteProcessorAccount, selectProcessorAccount } from './processor-accounts.sql.ts';
import { keepStripeAccount, modeOfStripeKey, type StripeAccount } from './stripe/stripe-account.ts';

/** Who charges for an organization in a mode, as may be shown: without the secrets. */
export type ProcessorSetting = {
  /** Null where nobody can charge: in live mode, until a real processor is set. */
  processor: 'sandbox' | 'stripe' | null;
  /** What buyers' card forms are opened with. */
  publishableKey: string | null;
  baseUrl: string | null;
  createdAt: Date | null;
  modifiedAt: Date | null;
};

export async function readProcessorSetting(scope: Scope): Promise<ProcessorSetting> {
  const account = await selectProcessorAccount(scope.database, scope);
  if (account) {
    const { processor, baseUrl, createdAt, modifiedAt } = account;
    const organization = await selectOrganization(scope.database, scope.organizationId);
    const publishableKey = organization?.settings.publishableKeys?.[scope.mode] ?? null;
    return { processor, publishableKey, baseUrl, createdAt, modifiedAt };
  }
  const processor = scope.mode === 'test' ? 'sandbox' : null;
  return { processor, publishableKey: null, baseUrl: null, createdAt: null, modifiedAt: null };
}

/**
 * Lets Stripe charge for the scope's organization and mode.
 *
 * @param publishableKey left alone where it is undefined
 * @returns `secret_key_invalid`, `publishable_key_invalid`, `mode_mismatch` (a live key in test mode would move real money),
 *   `webhook_secret_invalid`.
 */
export async function setStripe(
  scope: Scope,
  account: StripeAccount,
  publishableKey?: string,
): Promise<Result<ProcessorSetting>> {
  const failure = accountFailure(scope, account) ?? publishableKeyFailure(scope, publishableKey);
  if (failure) return fail(failure);
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await readProcessorSetting(inside);
    await keepStripeAccount(inside, account);
    if (publishableKey !== undefined) {
      const kept = await updateOrganization(inside, { publishableKeys: { [scope.mode]: publishableKey } });
      if (!kept.ok) return kept;
    }
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
    if (before.publishableKey !== null) {
      await updateOrganization(inside, { publishableKeys: { [scope.mode]: undefined } });
    }
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

/** A key that may be shown to anybody: it stands in every page that takes cards. */
function publishableKeyFailure(scope: Scope, key: string | undefined): Failure | undefined {
  if (key === undefined) return undefined;
  const [, mode] = /^pk_(test|live)_[0-9A-Za-z_]{8,}$/.exec(key) ?? [];
  const field = 'publishableKey';
  if (mode === undefined) {
    const message = 'Must be a publishable key of Stripe: pk_test_… or pk_live_….';
    return { code: 'publishable_key_invalid', field, message };
  }
  const message = `Is a key of Stripe's ${mode} mode; this is the ${scope.mode} mode.`;
  return mode === scope.mode ? undefined : { code: 'mode_mismatch', field, message };
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
