import { type Price, type Product, selectPricesById } from '../../billing/catalog/index.ts';
import type { Discount } from '../../billing/discounts/index.ts';
import { type StoredEvent, selectListSnapshots, selectSnapshots } from '../../billing/events/index.ts';
import type { Organization } from '../../billing/organizations/index.ts';
import type { Telling, TellingFacts } from '../../billing/webhooks/index.ts';
import type { Scope } from '../../platform/scope.ts';
import { discountViews } from './discount-view.ts';
import { organizationView } from './organization-view.ts';
import { productViews } from './product-view.ts';
import { distinct } from './subscriptions.ts';
import { customerObjects, customerStates, memberObjects, seatObjects } from './webhook-customers.ts';
import { checkoutObjects, orderObjects, refundObjects, subscriptionObjects } from './webhook-sales.ts';
import { type ToldObjects, viewsByEvent } from './webhook-told.ts';

type Loader = (scope: Scope, events: readonly StoredEvent[], facts: TellingFacts) => Promise<ToldObjects>;

/** By what the event's name begins with; the customer's state by its whole name. */
const loaders: Record<string, Loader> = {
  checkout: checkoutObjects,
  customer: customerObjects,
  'customer.state_changed': customerStates,
  customer_seat: seatObjects,
  discount: discountObjects,
  member: memberObjects,
  order: orderObjects,
  organization: organizationObjects,
  product: productObjects,
  refund: refundObjects,
  subscription: subscriptionObjects,
};

function loaderOf(type: string): Loader {
  const loader = loaders[type] ?? loaders[type.slice(0, type.indexOf('.'))];
  if (!loader) throw new Error(`Nothing is known of ${type}.`);
  return loader;
}

/**
 * What is told of events: each object as the API shows it, as the event found it; what it shows besides itself is as it is
 * now. Loaded for all events of a kind at once. Undefined of what is nobody's business here.
 */
export async function loadToldObjects(
  scope: Scope,
  tellings: readonly Telling[],
  facts: TellingFacts,
): Promise<(telling: Telling) => object | undefined> {
  const kinds = [...Map.groupBy(tellings, ({ type }) => loaderOf(type))];
  const loaded = await Promise.all(
    kinds.map(async ([loader, own]): Promise<[Loader, ToldObjects]> => {
      const events = new Map(own.map(({ event }) => [event.id, event]));
      return [loader, await loader(scope, [...events.values()], facts)];
    }),
  );
  const objects = new Map(loaded);
  return ({ type, event }) => objects.get(loaderOf(type))?.get(event.id);
}

/** The plan that customers are on without buying anything is no product to Polar. */
async function productObjects(scope: Scope, events: readonly StoredEvent[]): Promise<ToldObjects> {
  const [snapshots, lists] = await Promise.all([
    selectSnapshots<Product>(scope, 'products', events),
    selectListSnapshots<Omit<Price, 'meter'>>(scope, 'prices', 'prices', events),
  ]);
  const meterOf = await loadMeters(scope, [...lists.values()].flat());
  return viewsByEvent(
    events.filter(({ id }) => snapshots.get(id)?.isDefaultPlan === false),
    snapshots,
    (products, told) =>
      productViews(
        scope,
        products.map((product, index) => {
          const prices = lists.get(told[index]?.id ?? '') ?? [];
          return { ...product, prices: prices.map((price) => ({ ...price, meter: meterOf(price) })) };
        }),
      ),
  );
}

/** The meters that prices count by, which no event tells. */
async function loadMeters(scope: Scope, prices: readonly Omit<Price, 'meter'>[]) {
  const metered = prices.flatMap(({ id, meterId }) => (meterId === null ? [] : [id]));
  const known = new Map(
    (await selectPricesById(scope, distinct(metered))).map(({ id, meter }) => [id, meter]),
  );
  return ({ id }: Pick<Price, 'id'>) => known.get(id) ?? null;
}

async function discountObjects(scope: Scope, events: readonly StoredEvent[]): Promise<ToldObjects> {
  const snapshots = await selectSnapshots<Discount>(scope, 'discounts', events);
  return viewsByEvent(events, snapshots, (discounts, told) =>
    discountViews(
      scope,
      discounts.map((discount, index) => ({
        ...discount,
        redemptionsCount: Number(told[index]?.data.redemptions_count),
      })),
    ),
  );
}

async function organizationObjects(
  scope: Scope,
  events: readonly StoredEvent[],
  { publicUrl }: TellingFacts,
): Promise<ToldObjects> {
  const snapshots = await selectSnapshots<Organization>(scope, 'organizations', events);
  return viewsByEvent(events, snapshots, async (organizations) =>
    organizations.map((organization) => organizationView(organization, publicUrl)),
  );
}
