import { randomBytes } from 'node:crypto';
import { type Customer, selectCustomersById } from '../../billing/customers/index.ts';
import type { StoredEvent } from '../../billing/events/index.ts';
import type { Telling, WebhookLanguage } from '../../billing/webhooks/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { customerId, shownExternalId } from './customer-view.ts';
import { svixSignature } from './svix-signature.ts';

/** Flowglad's name for an event of the core: the kind of thing that it tells of, and when; always where that is left out. */
type Word = { name: string; object: keyof typeof idPrefixes; when?: (event: StoredEvent) => boolean };

const idPrefixes = { customer: 'cust', subscription: 'sub', payment: 'pym', purchase: 'prch' };

/**
 * The words in which Flowglad tells of what the core calls otherwise. Flowglad has `customer.updated` and
 * `subscription.updated` on its list and tells neither; here they are told.
 *
 * A subscription is canceled once it has ended; that it is going to end is an update. What is bought is one thing with the
 * invoice for it: both go by the same id.
 */
const words: Record<string, Word> = {
  'customer.created': { name: 'customer.created', object: 'customer' },
  'customer.updated': { name: 'customer.updated', object: 'customer' },
  'subscription.created': { name: 'subscription.created', object: 'subscription' },
  // It is told as updated when it begins, too.
  'subscription.updated': {
    name: 'subscription.updated',
    object: 'subscription',
    when: ({ data }) => Number(data.version) > 1,
  },
  'subscription.revoked': { name: 'subscription.canceled', object: 'subscription' },
  'payment.succeeded': { name: 'payment.succeeded', object: 'payment' },
  'payment.failed': { name: 'payment.failed', object: 'payment' },
  'invoice.paid': {
    name: 'purchase.completed',
    object: 'purchase',
    when: ({ data }) => data.checkout_id !== null,
  },
};

function wordFor(event: StoredEvent): Word | undefined {
  const word = words[event.type];
  return (word?.when?.(event) ?? true) ? word : undefined;
}

/** What can be subscribed to. There is nothing to sync here, so nothing tells of that. */
export const webhookEventTypes = [
  'customer.created',
  'customer.updated',
  'purchase.completed',
  'payment.failed',
  'payment.succeeded',
  'subscription.created',
  'subscription.updated',
  'subscription.canceled',
  'sync.events_available',
] as const;

type Owner = Pick<Customer, 'id' | 'externalId' | 'pricingModelId'>;

/** Whose the thing is that an event tells of: null for a payment that failed before its buyer was a customer. */
function ownerIdOf({ objectType, objectId, data }: StoredEvent): string | null {
  return objectType === 'customer' ? objectId : (data.customer_id as string | null);
}

/** The customer as the event found it, where it is the customer's own. */
function ownSnapshot({ objectId, data }: StoredEvent): Owner {
  return {
    id: objectId,
    externalId: data.external_id as string | null,
    pricingModelId: data.pricing_model_id as string,
  };
}

async function loadOwners(
  scope: Scope,
  tellings: readonly Telling[],
): Promise<(event: StoredEvent) => Owner | undefined> {
  const ids = new Set(
    tellings.flatMap(({ event }) => (event.objectType === 'customer' ? [] : (ownerIdOf(event) ?? []))),
  );
  const customers = ids.size === 0 ? [] : await selectCustomersById(scope, [...ids]);
  const byId = new Map(customers.map((customer) => [customer.id, customer]));
  return (event) => (event.objectType === 'customer' ? ownSnapshot(event) : byId.get(ownerIdOf(event) ?? ''));
}

/** The pricing model that a thing belongs to: a subscription has one of its own, the rest is its customer's. */
function pricingModelOf({ objectType, data }: StoredEvent, owner: Owner): string {
  return objectType === 'subscription' ? (data.pricing_model_id as string) : owner.pricingModelId;
}

/** An endpoint hears of its own pricing model only; what nobody bought yet is in none. */
async function bodies(scope: Scope, tellings: readonly Telling[]): Promise<(string | undefined)[]> {
  const ownerOf = await loadOwners(scope, tellings);
  return tellings.map(({ event, pricingModelId: heard }) => {
    const word = wordFor(event);
    const owner = ownerOf(event);
    const pricingModelId = owner && pricingModelOf(event, owner);
    if (!word || !owner || !pricingModelId || pricingModelId !== heard) return undefined;
    return JSON.stringify({
      id: prefixedId(idPrefixes[word.object], event.objectId),
      object: word.object,
      customer: { id: customerId(owner.id), externalId: shownExternalId(owner) },
      pricingModelId: prefixedId('pricing_model', pricingModelId),
    });
  });
}

export const flowgladWebhookLanguage: WebhookLanguage = {
  dialect: 'flowglad',
  eventTypes: Object.values(words).map(({ name }) => name),
  typesOf(event) {
    const word = wordFor(event);
    return word ? [word.name] : [];
  },
  bodies,
  headers({ id, timestamp, body }, { secrets }) {
    const name = `msg_${id.replaceAll('-', '')}`;
    return {
      'content-type': 'application/json',
      'user-agent': 'Svix-Webhooks/1.0',
      'svix-id': name,
      'svix-timestamp': String(timestamp),
      'svix-signature': svixSignature({ name, timestamp, body }, secrets),
    };
  },
  signatureHeaders: ['svix-signature'],
  formats: ['raw'],
  signatureSchemes: [],
  // As Svix makes them.
  newSecret: () => `whsec_${randomBytes(24).toString('base64')}`,
  // Eight attempts as Svix makes them, and then on until three days are over.
  retrySeconds: [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000, 72_000, 93_600],
};
