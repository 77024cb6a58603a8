import type { Scope } from '../../platform/scope.ts';
import type { Redemption } from './redemption.ts';

/** The redemption of a checkout that counts. */
export async function selectRedemptionOfCheckout(
  scope: Scope,
  checkoutId: string,
): Promise<Redemption | undefined> {
  const [row] = await scope.database<Redemption[]>`
    select * from discount_redemptions
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and checkout_id = ${checkoutId}
      and released_at is null`;
  return row;
}

/** How often one customer has redeemed a discount, known by any of id, address and card. */
export async function countRedemptionsOf(
  scope: Scope,
  person: Pick<Redemption, 'discountId' | 'customerId' | 'emailKey' | 'cardFingerprint'>,
): Promise<number> {
  const [row] = await scope.database<{ count: number }[]>`
    select count(*) as count from discount_redemptions
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and discount_id = ${person.discountId}
      and released_at is null and (customer_id = ${person.customerId} or email_key = ${person.emailKey}
        or card_fingerprint = ${person.cardFingerprint})`;
  return row?.count ?? 0;
}

export async function insertRedemption(scope: Scope, redemption: Redemption): Promise<void> {
  const r = redemption;
  await scope.database`
    insert into discount_redemptions (organization_id, mode, id, created_at, discount_id, checkout_id, subscription_id,
      customer_id, email_key, card_fingerprint)
    values (${r.organizationId}, ${r.mode}, ${r.id}, ${r.createdAt}, ${r.discountId}, ${r.checkoutId},
      ${r.subscriptionId}, ${r.customerId}, ${r.emailKey}, ${r.cardFingerprint})`;
}

export async function releaseRedemptionOfCheckout(scope: Scope, checkoutId: string): Promise<void> {
  await scope.database`
    update discount_redemptions set released_at = ${scope.clock.now()}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and checkout_id = ${checkoutId}
      and released_at is null`;
}

/** The newest one: a subscription may have had the discount before. */
export async function releaseRedemptionOfChange(
  scope: Scope,
  subscriptionId: string,
  discountId: string,
): Promise<void> {
  const { organizationId, mode } = scope;
  await scope.database`
    update discount_redemptions set released_at = ${scope.clock.now()}
    where organization_id = ${organizationId} and mode = ${mode} and id = (
      select id from discount_redemptions
      where organization_id = ${organizationId} and mode = ${mode} and subscription_id = ${subscriptionId}
        and discount_id = ${discountId} and checkout_id is null and released_at is null
      order by created_at desc, id desc limit 1)`;
}

/** Writes what is known of who redeemed once the checkout has succeeded. */
export async function noteRedemption(
  scope: Scope,
  known: Pick<Redemption, 'customerId' | 'subscriptionId' | 'cardFingerprint'> & { checkoutId: string },
): Promise<void> {
  await scope.database`
    update discount_redemptions set customer_id = ${known.customerId}, subscription_id = ${known.subscriptionId},
      card_fingerprint = coalesce(${known.cardFingerprint}, card_fingerprint)
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and checkout_id = ${known.checkoutId}
      and released_at is null`;
}
