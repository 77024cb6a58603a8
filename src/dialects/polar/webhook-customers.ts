import type { Customer } from '../../billing/customers/index.ts';
import { type StoredEvent, selectListSnapshots, selectSnapshots } from '../../billing/events/index.ts';
import { type ImpliedOwner, type Member, selectImpliedOwners } from '../../billing/members/index.ts';
import type { Seat } from '../../billing/seats/index.ts';
import {
  everySubscription,
  revivedSubscription,
  type Subscription,
} from '../../billing/subscriptions/index.ts';
import type { Scope } from '../../platform/scope.ts';
import { activeSubscriptions, customerStateView } from './customer-state.ts';
import { customerView } from './customer-view.ts';
import { memberView } from './member-view.ts';
import { seatViews } from './seat-view.ts';
import { distinct } from './subscriptions.ts';
import { type ToldObjects, viewsByEvent } from './webhook-told.ts';

export async function customerObjects(scope: Scope, events: readonly StoredEvent[]): Promise<ToldObjects> {
  const snapshots = await selectSnapshots<Customer>(scope, 'customers', events);
  return viewsByEvent(events, snapshots, async (customers) => customers.map(customerView));
}

/** With the subscriptions that the event found; with those of now where it is about the customer alone. */
export async function customerStates(scope: Scope, events: readonly StoredEvent[]): Promise<ToldObjects> {
  const { own = [], derived = [] } = Object.groupBy(events, ({ type }) =>
    type === 'customer.state_changed' ? 'own' : 'derived',
  );
  const [snapshots, found, current] = await Promise.all([
    selectSnapshots<Customer>(scope, 'customers', events),
    selectListSnapshots<Subscription>(scope, 'subscriptions', 'active_subscriptions', own),
    currentSubscriptions(scope, distinct(derived.map(({ objectId }) => objectId))),
  ]);
  return viewsByEvent(events, snapshots, async (customers, told) =>
    customers.map((customer, index) => {
      const subscriptions = found.get(told[index]?.id ?? '') ?? current.get(customer.id) ?? [];
      return customerStateView(customer, subscriptions.filter(isActive).map(revivedSubscription));
    }),
  );
}

function isActive({ renews, status }: Subscription): boolean {
  const statuses: readonly string[] = activeSubscriptions.statuses;
  return renews === activeSubscriptions.renews && statuses.includes(status);
}

async function currentSubscriptions(
  scope: Scope,
  customerIds: readonly string[],
): Promise<Map<string, Subscription[]>> {
  const all: Subscription[] = [];
  if (customerIds.length === 0) return new Map();
  for await (const page of everySubscription(scope, { ...activeSubscriptions, customerIds })) {
    all.push(...page);
  }
  return Map.groupBy(all, ({ customerId }) => customerId);
}

/** Members, from their own events and, where a customer is its own owner, from the customer's. */
export async function memberObjects(scope: Scope, events: readonly StoredEvent[]): Promise<ToldObjects> {
  const { own = [], implied = [] } = Object.groupBy(events, ({ objectType }) =>
    objectType === 'member' ? 'own' : 'implied',
  );
  const [members, customers] = await Promise.all([
    selectSnapshots<Member>(scope, 'members', own),
    selectSnapshots<Customer>(scope, 'customers', implied),
  ]);
  const customerIds = [
    ...[...members.values()].map(({ customerId }) => customerId),
    ...[...customers.values()].map(({ id }) => id),
  ];
  const owners = await selectImpliedOwners(scope, distinct(customerIds));
  const told = new Map<string, Member>();
  for (const event of own) {
    const member = members.get(event.id);
    // That an implied owner gets a row of its own is no news: the owner was told of with the customer.
    const isNews = event.type !== 'member.created' || owners.get(member?.customerId ?? '')?.id !== member?.id;
    if (member && isNews) told.set(event.id, member);
  }
  for (const event of implied) {
    const customer = customers.get(event.id);
    const owner = customer && owners.get(customer.id);
    // Whoever has a row of its own has events of its own.
    if (owner && !(event.type === 'customer.deleted' && owner.isSettled)) {
      const member = ownerOf(customer, owner);
      if (member) told.set(event.id, member);
    }
  }
  return viewsByEvent(events, told, async (all) => all.map(memberView));
}

/** The owner that a customer is itself; none where it has no address. */
function ownerOf(customer: Customer, { id }: ImpliedOwner): Member | undefined {
  const { organizationId, mode, createdAt, email, name, externalId } = customer;
  if (email === null) return undefined;
  const owner = { email, name, externalId, customerId: customer.id, role: 'owner' as const };
  return { organizationId, mode, id, createdAt, modifiedAt: null, ...owner };
}

export async function seatObjects(scope: Scope, events: readonly StoredEvent[]): Promise<ToldObjects> {
  const snapshots = await selectSnapshots<Seat>(scope, 'customer_seats', events);
  return viewsByEvent(events, snapshots, (seats) => seatViews(scope, seats));
}
