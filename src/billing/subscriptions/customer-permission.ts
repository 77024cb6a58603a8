import type { Failure } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectProduct } from '../catalog/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { paymentMethodToCharge } from '../payment-methods/index.ts';
import type { SubscriptionCommand } from './command.ts';
import type { SubscriptionWithItems } from './subscription.ts';

/**
 * What keeps customers themselves from what they ask of a subscription: the merchant's settings, or the want of a card.
 * Nothing where they may.
 *
 * @returns `plan_not_allowed`, `seats_not_allowed`, `pause_not_allowed`, `revoke_not_allowed`, `card_required`.
 */
export async function customerRefusal(
  scope: Scope,
  subscription: SubscriptionWithItems,
  command: SubscriptionCommand,
): Promise<Failure | undefined> {
  const organization = await selectOrganization(scope.database, scope.organizationId);
  if (!organization) throw new Error('A subscription has lost its organization.');
  const { customerPortal, subscription: settings } = organization.settings;
  const { update_plan, update_seats, pause = false } = customerPortal.subscription;
  const allowsUpdates = settings.allow_customer_updates;
  switch (command.kind) {
    case 'change_terms':
      return allowsUpdates && update_plan && (await isOnOffer(scope, command.productId))
        ? undefined
        : { code: 'plan_not_allowed', message: 'Customers may not change to this plan.' };
    case 'change_seats':
      return allowsUpdates && update_seats
        ? undefined
        : { code: 'seats_not_allowed', message: 'Customers may not change their seats.' };
    case 'pause_at_period_end':
    case 'unpause':
    case 'resume':
      if (!pause) return { code: 'pause_not_allowed', message: 'Customers may not pause or resume.' };
      return command.kind === 'resume' ? cardRefusal(scope, subscription, 'resuming') : undefined;
    case 'uncancel':
      return cardRefusal(scope, subscription, 'uncanceling');
    case 'revoke':
      return subscription.status === 'past_due' && settings.benefit_revocation_grace_period === 0
        ? undefined
        : { code: 'revoke_not_allowed', message: 'This subscription cannot be revoked by its customer.' };
    default:
      return undefined;
  }
}

/** Customers choose among the public products. One that is not there at all is told of in the body's terms. */
async function isOnOffer(scope: Scope, productId: string | undefined): Promise<boolean> {
  const product = productId === undefined ? undefined : await selectProduct(scope, productId);
  return !product || product.visibility === 'public';
}

/** Polar: what is to be paid for again needs a means of payment first. */
async function cardRefusal(
  scope: Scope,
  { customerId, paymentMethodId, isFreePlan }: SubscriptionWithItems,
  action: string,
): Promise<Failure | undefined> {
  if (isFreePlan) return undefined;
  const method = await paymentMethodToCharge(scope, { customerId, preferredId: paymentMethodId });
  const message = `Add a payment method before ${action} this subscription.`;
  return method ? undefined : { code: 'card_required', message };
}
