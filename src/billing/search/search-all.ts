import type { Scope } from '../../platform/scope.ts';
import { type FoundCustomer, searchCustomers } from '../customers/index.ts';
import {
  type Found,
  type FoundKind,
  findById,
  findCheckoutLinks,
  findDiscounts,
  findOrders,
  findProducts,
  findSubscriptionsOf,
} from './search.sql.ts';

type Row = Omit<Found, 'kind'>;

/**
 * What a text that is being typed may mean, of every kind a little: customers as `searchCustomers` has them and what they are
 * subscribed to, products, discounts and checkout links by name, orders by number. Kinds stand together, each with its
 * likeliest first; none keeps another out.
 *
 * @param search `id`: what the text is where it reads as an id; nothing else is looked for then. `kinds`: no others.
 */
export async function searchAll(
  scope: Scope,
  search: { text: string; id?: string; limit: number; kinds: readonly FoundKind[] },
): Promise<Found[]> {
  const { id, limit, kinds } = search;
  const text = search.text.trim();
  if (id !== undefined) return (await findById(scope, id)).filter(({ kind }) => kinds.includes(kind));
  if (text === '') return [];
  const customers =
    kinds.includes('customer') || kinds.includes('subscription')
      ? await searchCustomers(scope, { text, limit })
      : [];
  const find: Record<FoundKind, () => Promise<readonly Row[]> | readonly Row[]> = {
    customer: () => customers.map(customerRow),
    product: () => findProducts(scope, text, limit),
    order: () => findOrders(scope, text, limit),
    subscription: () => findSubscriptionsOf(scope, idsOf(customers), limit),
    discount: () => findDiscounts(scope, text, limit),
    checkout_link: () => findCheckoutLinks(scope, text, limit),
  };
  const found = await Promise.all(
    kinds.map(async (kind) => (await find[kind]()).map((row) => ({ kind, ...row }))),
  );
  return fairShare(found, limit);
}

const idsOf = (customers: readonly FoundCustomer[]) => customers.map(({ id }) => id);

function customerRow({ id, name, email, externalId }: FoundCustomer): Row {
  return { id, title: name ?? email ?? externalId ?? id, subtitle: name === null ? externalId : email };
}

/** The first of every kind, then the second of every kind, until there are enough; then kind by kind. */
function fairShare(found: readonly (readonly Found[])[], limit: number): Found[] {
  const ranked = found.flatMap((rows, place) => rows.map((row, rank) => ({ rank, place, row })));
  return ranked
    .sort((one, other) => one.rank - other.rank || one.place - other.place)
    .slice(0, limit)
    .sort((one, other) => one.place - other.place || one.rank - other.rank)
    .map(({ row }) => row);
}
