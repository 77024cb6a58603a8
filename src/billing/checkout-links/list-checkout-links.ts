import { allOf, type Fragment, orderBy, type Sort } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import type { CheckoutLink, CheckoutLinkDetails } from './checkout-link.ts';
import { withNamed } from './load-checkout-link.ts';

export type CheckoutLinkSort = 'createdAt' | 'label' | 'successUrl' | 'allowDiscountCodes';

export type CheckoutLinkPage = {
  limit: number;
  offset: number;
  /** Oldest first where empty (Polar). */
  sort?: Sort<CheckoutLinkSort>;
};

/** A page of the links that are not deleted, of any of some products where they are named, and how many there are in all. */
export async function listCheckoutLinks(
  scope: Scope,
  filter: { productIds?: readonly string[] },
  page: CheckoutLinkPage,
): Promise<{ items: CheckoutLinkDetails[]; total: number }> {
  const { database } = scope;
  const parts = [
    database`organization_id = ${scope.organizationId} and mode = ${scope.mode} and deleted_at is null`,
  ];
  if (filter.productIds) parts.push(database`product_ids && ${[...filter.productIds]}::uuid[]`);
  const where = allOf(database, parts);
  const columns: Record<CheckoutLinkSort, Fragment> = {
    createdAt: database`created_at`,
    label: database`label`,
    successUrl: database`success_url`,
    allowDiscountCodes: database`allow_discount_codes`,
  };
  const sort: Sort<CheckoutLinkSort> = page.sort?.length
    ? page.sort
    : [{ by: 'createdAt', descending: false }];
  const [links, [count]] = await Promise.all([
    database<CheckoutLink[]>`
      select * from checkout_links where ${where}
      order by ${orderBy(database, sort, columns)} limit ${page.limit} offset ${page.offset}`,
    database<{ total: number }[]>`select count(*) as total from checkout_links where ${where}`,
  ]);
  return { items: await withNamed(scope, links), total: count?.total ?? 0 };
}
