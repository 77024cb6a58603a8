import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';

/** Whatever is known of somebody who has a trial. */
export type TrialPerson = {
  customerId: string | null;
  emailKey: string | null;
  cardFingerprint: string | null;
};

/** Whether somebody has had a trial before, known by any of id, address and card. */
export async function hasRedeemedTrial(scope: Scope, person: TrialPerson): Promise<boolean> {
  const [row] = await scope.database<{ has: boolean }[]>`
    select exists (select 1 from trial_redemptions
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and (
        customer_id = ${person.customerId} or email_key = ${person.emailKey}
        or card_fingerprint = ${person.cardFingerprint})) as has`;
  return row?.has ?? false;
}

/** Remembers who has had a trial through a checkout. */
export async function insertTrialRedemption(
  scope: Scope,
  checkoutId: string,
  person: TrialPerson & { customerId: string },
): Promise<void> {
  const now = scope.clock.now();
  await scope.database`
    insert into trial_redemptions (organization_id, mode, id, created_at, checkout_id, customer_id, email_key,
      card_fingerprint)
    values (${scope.organizationId}, ${scope.mode}, ${newId(now)}, ${now}, ${checkoutId}, ${person.customerId},
      ${person.emailKey}, ${person.cardFingerprint})`;
}
