import { randomBytes } from 'node:crypto';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { deleteMembersOf } from '../members/index.ts';
import { cancelCurrentSubscriptions, hasRenewingSubscription } from '../subscriptions/index.ts';
import { type Customer, customerFields, type Metadata } from './customer.ts';
import { type CustomerKey, deleteCustomerRow, selectCustomer } from './customers.sql.ts';

/** Under which metadata key a deleted customer keeps the external id that it had (Polar). */
export const formerExternalIdKey = '__external_id';
/** Under which one it says since when nothing names the person any more (Polar). */
export const anonymizedAtKey = '__anonymized_at';

/**
 * Deletes a customer: its address and external id are free again, its subscriptions and sessions end, its documents stay.
 * With `anonymize`, what names a person goes as well; a business (a customer with a tax id) keeps its name.
 * With `metadata`, that is noted with it beside what was there. With `unlessSubscribed`, a customer with a subscription that goes on being paid for is left as it is.
 *
 * @returns `not_found`, `has_active_subscriptions`.
 */
export async function deleteCustomer(
  scope: Scope,
  key: CustomerKey,
  options: { anonymize?: boolean; unlessSubscribed?: boolean; metadata?: Metadata } = {},
): Promise<Result<Customer>> {
  for (;;) {
    const before = await selectCustomer(scope, key);
    if (!before) return fail({ code: 'not_found', message: 'There is no such customer.' });
    if (options.unlessSubscribed && (await hasRenewingSubscription(scope, before.id))) {
      return fail({
        code: 'has_active_subscriptions',
        message: 'The customer has subscriptions that are not over.',
      });
    }
    const now = scope.clock.now();
    const kept: Customer = {
      ...before,
      modifiedAt: now,
      deletedAt: now,
      emailKey: null,
      externalId: null,
      metadata: {
        ...before.metadata,
        ...options.metadata,
        ...(before.externalId === null ? {} : { [formerExternalIdKey]: before.externalId }),
      },
    };
    const after = options.anonymize ? anonymized(kept, now) : kept;
    const deleted = await transaction(scope.database, async (database) => {
      const inside = { ...scope, database };
      // The customer before its subscriptions, as `archiveCustomer` does: the other way round the two would wait for each other.
      const row = await deleteCustomerRow(inside, after, {
        type: 'customer.deleted',
        objectType: 'customer',
        objectId: before.id,
        changes: changesBetween<Customer>(before, after, [...customerFields, 'deletedAt']),
      });
      if (row) {
        await deleteMembersOf(inside, before.id);
        await cancelCurrentSubscriptions(inside, before.id, 'customer_deleted');
      }
      return row;
    });
    if (deleted) return ok(deleted);
  }
}

/** Random rather than a hash of the text: a hash, however salted, lets who knows the salt try addresses out. */
function anonymous(): string {
  return randomBytes(32).toString('hex');
}

const anonymousDomain = '@anonymized.invalid';

/** An address that leads nowhere, and never did. */
export function anonymousAddress(): string {
  return `${anonymous()}${anonymousDomain}`;
}

/** Whether an address is one of those. */
export function isAnonymousAddress(email: string): boolean {
  return email.endsWith(anonymousDomain);
}

function anonymized(customer: Customer, now: Date): Customer {
  const isBusiness = customer.taxIds.length > 0;
  const hidden = (text: string | null) => (text === null ? null : anonymous());
  return {
    ...customer,
    email: customer.email === null ? null : anonymousAddress(),
    name: isBusiness ? customer.name : hidden(customer.name),
    billingName: hidden(customer.billingName),
    phone: null,
    description: null,
    billingAddress: null,
    shippingAddress: null,
    metadata: { ...customer.metadata, [anonymizedAtKey]: now.toISOString() },
  };
}
