import {
  allOf,
  type Fragment,
  orderBy,
  type Page,
  type Sort,
  selectPage,
} from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import type { CheckoutLink, CheckoutLinkDetails } from './checkout-link.ts';
import { withNamed } from './load-checkout-link.ts';

export type CheckoutLinkSort = 'createdAt' | 'label' | 'successUrl' | 'allowDiscountCodes';

/**
 * A page of the links that are not deleted, of any of some products where they are named, and how many there are in all.
 * Polar: the oldest first.
 */
export async function listCheckoutLinks(
  scope: Scope,
  filter: { productIds?: readonly string[] },
  page: Page<CheckoutLinkSort>,
): Promise<{ items: CheckoutLinkDetails[]; total: number }> {
  const { database } = scope;
  const parts = [
    database`organization_id = ${scope.organizationId} and mode = ${scope.mode} and deleted_at is null`,
  ];
  if (filter.productIds) parts.push(database`product_ids && ${[...filter.productIds]}::uuid[]`);
  const columns: Record<CheckoutLinkSort, Fragment> = {
    createdAt: database`created_at`,
    label: database`label`,
    successUrl: database`success_url`,
    allowDiscountCodes: database`allow_discount_codes`,
  };
  const sort: Sort<CheckoutLinkSort> = page.sort?.length
    ? page.sort
    : [{ by: 'createdAt', descending: false }];
  const list = {
    from: 'checkout_links',
    where: allOf(database, parts),
    order: orderBy(database, sort, columns),
  };
  const { items, total } = await selectPage<CheckoutLink>(scope.database, page, list);
  return { items: await withNamed(scope, items), total };
}
