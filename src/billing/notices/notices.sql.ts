import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import type { EventRange, StoredEvent } from '../events/index.ts';
import { noticedTypes } from './notice.ts';

/**
 * The events of a range that a mail may be sent on account of, oldest first. Of the many changes of subscriptions and invoices
 * only those that begin another plan, or leave a payment failed.
 */
export async function selectNoticedEvents(
  database: Database,
  { after, through }: EventRange,
  limit: number,
): Promise<StoredEvent[]> {
  return database<StoredEvent[]>`
    select * from events
    where sequence > ${after} and sequence <= ${through} and type = any(${[...noticedTypes]}::text[])
      and (type <> 'subscription.updated' or data ->> 'plan_version' = data ->> 'version')
      and (type <> 'invoice.updated' or (data ->> 'status' = 'pending' and (data ->> 'payment_attempts')::integer > 0))
    order by sequence limit ${limit}`;
}

/** Events of one transaction may be read apart: the numbers between them are those of others that write at the same time. */
const numbersBetween = 10_000;

/**
 * Which of several changes of subscriptions have an invoice of their own, as `requestId subscriptionId`: also where its events
 * are read before or after these.
 */
export async function selectBilledChanges(
  scope: Scope,
  changes: readonly StoredEvent[],
): Promise<Set<string>> {
  if (changes.length === 0) return new Set();
  const numbers = changes.map(({ sequence }) => sequence);
  const rows = await scope.database<{ name: string }[]>`
    select distinct request_id || ' ' || (data ->> 'subscription_id') as name from events
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and object_type = 'invoice'
      and sequence between ${Math.min(...numbers) - numbersBetween} and ${Math.max(...numbers) + numbersBetween}
      and request_id = any(${changes.map(({ requestId }) => requestId)}::text[])
      and data ->> 'billing_reason' = 'subscription_update' and (data ->> 'total_amount')::bigint > 0`;
  return new Set(rows.map(({ name }) => name));
}

/** The addresses of the owners of customers, by the customers' ids. */
export async function selectOwnerEmails(
  scope: Scope,
  customerIds: readonly string[],
): Promise<Map<string, string>> {
  if (customerIds.length === 0) return new Map();
  const rows = await scope.database<{ customerId: string; email: string }[]>`
    select customer_id, email from customer_members
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and customer_id = any(${[...customerIds]}::uuid[]) and role = 'owner' and email is not null`;
  return new Map(rows.map(({ customerId, email }) => [customerId, email]));
}

/** What is paid for with each of several cards, again and again: the name of one subscription, by the card's id. */
export async function selectNamesPaidWith(
  scope: Scope,
  methodIds: readonly string[],
): Promise<Map<string, string>> {
  if (methodIds.length === 0) return new Map();
  const rows = await scope.database<{ id: string; name: string }[]>`
    select distinct on (method.id) method.id, subscription.name
    from payment_methods method
    join customers customer on customer.organization_id = method.organization_id and customer.mode = method.mode
      and customer.id = method.customer_id
    join subscriptions subscription on subscription.organization_id = method.organization_id
      and subscription.mode = method.mode and subscription.customer_id = method.customer_id
      and method.id = coalesce(subscription.payment_method_id, customer.default_payment_method_id)
    where method.organization_id = ${scope.organizationId} and method.mode = ${scope.mode}
      and method.id = any(${[...methodIds]}::uuid[]) and method.deleted_at is null
      and subscription.status in ('trialing', 'active', 'past_due') and subscription.renews
      and not subscription.is_free_plan and not subscription.cancel_at_period_end
    order by method.id, subscription.created_at`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}
