import { fail, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { isKnown, selectProduct } from '../catalog/index.ts';
import { type PlanPreview, previewPlanChange } from './change-plan.ts';
import { behaviorOf, changeFailure } from './change-quantity.ts';
import { customerRefusal } from './customer-permission.ts';
import type { ProrationBehavior } from './decide-plan-change.ts';
import type { SubscriptionWithItems } from './subscription.ts';

export type ChangeQuestion = {
  productId?: string;
  seats?: number;
  units?: number;
  /** As the organization has it where left out. */
  behavior?: ProrationBehavior;
};

/**
 * What a change of product, seats or units would do and cost now: as the change itself decides it, not applied.
 *
 * @returns what a change refuses: what `customerRefusal` keeps a customer's session from, `already_canceled`, `inactive`,
 *   `product_unknown`, and the failures of `changePlan`.
 */
export async function previewChange(
  scope: Scope,
  subscription: SubscriptionWithItems,
  { productId, seats, units, behavior }: ChangeQuestion,
): Promise<Result<PlanPreview>> {
  if (scope.actor.kind === 'customer_session') {
    const command =
      seats === undefined
        ? { kind: 'change_terms' as const, productId }
        : { kind: 'change_seats' as const, seats };
    const forbidden = await customerRefusal(scope, subscription, command);
    if (forbidden) return fail(forbidden);
  }
  const refused = changeFailure(subscription);
  if (refused) return refused;
  const product = productId === undefined ? undefined : await selectProduct(scope, productId);
  if (productId !== undefined && !isKnown(product)) {
    return fail({ code: 'product_unknown', field: 'productId', message: 'Product does not exist.' });
  }
  const change = { product, seats, units };
  return previewPlanChange(scope, subscription, change, await behaviorOf(scope, behavior));
}
