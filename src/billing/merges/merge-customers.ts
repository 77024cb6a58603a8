import { setTimeout } from 'node:timers/promises';
import { newId } from '../../platform/ids.ts';
import { isPool, type Pool, transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { recordChange } from '../changes/index.ts';
import {
  type Customer,
  type CustomerCommand,
  type CustomerRules,
  deleteCustomer,
  selectCustomer,
  updateCustomer,
} from '../customers/index.ts';
import { createSettledEvents, selectLastNumber } from '../events/index.ts';
import { addToBalance, selectBalanceLocked, selectBalances } from '../invoices/index.ts';
import { isCurrent, selectSubscription, writeSubscription } from '../subscriptions/index.ts';
import { decideFills, type FilledMember } from './decide-merge.ts';
import { mergeMembers, previewMembers } from './merge-members.ts';
import {
  countMoved,
  countSessions,
  endLogins,
  holdCustomers,
  insertMerge,
  keepBilledName,
  type MovedName,
  moveRows,
} from './merges.sql.ts';

/** What a merge does, or would do. */
export type MergePlan = {
  into: string;
  from: string;
  /** How many of what go over. */
  moves: Record<MovedName, number>;
  /** Of the people how many go over, and how many are in both already. */
  members: { moved: number; joined: number };
  /** How many sessions of the portal end. */
  sessions: number;
  /** What is booked from the one account to the other; positive is credit. */
  balances: { currency: string; amount: number }[];
  /** What the customer that stays takes over because it had nothing there. */
  fills: FilledMember[];
};

/** Under which metadata key a customer that was merged away names the one that it went to. */
export const mergedIntoKey = '__merged_into';

const mergeRules: CustomerRules = {
  email: 'unique_ignoring_case',
  emailCase: 'stored',
  externalId: 'replaceable',
  billingAddress: 'clearable',
  taxIds: 'as_given',
};

type Pair = { into: Customer; from: Customer };

async function pairOf(scope: Scope, intoId: string, fromId: string): Promise<Result<Pair>> {
  if (intoId === fromId) {
    const message = 'Must be another customer.';
    return fail({ code: 'merge_with_itself', field: 'from', message });
  }
  const [into, from] = await Promise.all([
    selectCustomer(scope, { id: intoId }),
    selectCustomer(scope, { id: fromId }),
  ]);
  if (!into) return fail({ code: 'not_found', message: 'There is no such customer.' });
  if (!from) return fail({ code: 'not_found', field: 'from', message: 'There is no such customer.' });
  if (into.archivedAt) {
    const message = 'The customer is archived. Take it back first, or merge the other way round.';
    return fail({ code: 'customer_archived', message });
  }
  return ok({ into, from });
}

/**
 * What merging a customer into another would do, without doing it.
 *
 * @returns `merge_with_itself`, `not_found`, `customer_archived`
 */
export async function previewMerge(scope: Scope, intoId: string, fromId: string): Promise<Result<MergePlan>> {
  const pair = await pairOf(scope, intoId, fromId);
  if (!pair.ok) return pair;
  const { into, from } = pair.value;
  const [moves, members, sessions, balances] = await Promise.all([
    countMoved(scope, from.id),
    previewMembers(scope, into, from),
    countSessions(scope, from.id),
    selectBalances(scope, from.id),
  ]);
  return ok({
    into: into.id,
    from: from.id,
    moves,
    members,
    sessions,
    balances: balances.filter(({ amount }) => amount !== 0),
    fills: Object.keys(decideFills(into, from)) as FilledMember[],
  });
}

/**
 * Makes one customer of two: all that `from` has is `into`'s, and `from` is deleted. What was issued shows whom it was issued to,
 * under the number that it has; means of payment stay with the processor's customer that they were left with. One
 * transaction, beside whatever else goes on with either: who was at it comes before, who comes after finds it done. What others had
 * written by then, and commit later, is brought over before this answers; what they write later still, `followMerges` brings.
 *
 * @param scope on a pool
 * @returns as `previewMerge`
 */
export async function mergeCustomers(
  scope: Scope,
  intoId: string,
  fromId: string,
): Promise<Result<MergePlan>> {
  const merged = await mergeAgainstOthers(scope, intoId, fromId);
  const { database } = scope;
  if (merged.ok && isPool(database)) {
    await awaitWriters({ ...scope, database });
    await bringOver(scope, fromId, intoId);
  }
  return merged;
}

/** What PostgreSQL says where two waited for each other: whoever was told so begins anew. */
const deadlock = '40P01';
const mostAttempts = 5;

async function mergeAgainstOthers(scope: Scope, intoId: string, fromId: string): Promise<Result<MergePlan>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction(scope.database, (database) => merge({ ...scope, database }, intoId, fromId));
    } catch (error) {
      const wasStuck = (error as { code?: string }).code === deadlock;
      if (!wasStuck || !isPool(scope.database) || attempt === mostAttempts) throw error;
    }
  }
}

async function merge(scope: Scope, intoId: string, fromId: string): Promise<Result<MergePlan>> {
  await holdCustomers(scope, [intoId, fromId]);
  const pair = await pairOf(scope, intoId, fromId);
  if (!pair.ok) return pair;
  const { into, from } = pair.value;
  const { moves, sessions, balances } = await bringOver(scope, from.id, into.id);
  const members = await mergeMembers(scope, into, from);
  await insertMerge(scope, { id: newId(scope.clock.now()), from: from.id, to: into.id });
  const deleted = await deleteCustomer(scope, { id: from.id }, { metadata: { [mergedIntoKey]: into.id } });
  if (!deleted.ok) return deleted;
  const fills = await fillIn(scope, into, from);
  await recordChange(scope, {
    type: 'customer.merged',
    objectType: 'customer',
    objectId: into.id,
    changes: { merged: { before: null, after: from.id } },
    data: { id: into.id, merged_id: from.id },
  });
  return ok({ into: into.id, from: from.id, moves, members, sessions, balances, fills });
}

/**
 * Brings over all that one customer has to another, but for its people. Where there is nothing left it does nothing. On a pool it
 * goes step by step: so it holds nothing that others wait for while it waits for them.
 */
export async function bringOver(
  scope: Scope,
  fromId: string,
  intoId: string,
): Promise<Pick<MergePlan, 'moves' | 'sessions' | 'balances'>> {
  await keepBilledName(scope, fromId);
  const { moves, subscriptionIds } = await moveRows(scope, fromId, intoId);
  const sessions = await endLogins(scope, fromId);
  const balances = await transaction(scope.database, (database) =>
    moveBalances({ ...scope, database }, intoId, fromId),
  );
  await tellSubscriptions(scope, { intoId, fromId }, subscriptionIds);
  return { moves, sessions, balances };
}

/** Both accounts keep their entries: what is on the one is booked to the other. */
async function moveBalances(scope: Scope, intoId: string, fromId: string): Promise<MergePlan['balances']> {
  const booked: MergePlan['balances'] = [];
  for (const { currency } of await selectBalances(scope, fromId)) {
    const amount = await selectBalanceLocked(scope, fromId, currency);
    if (amount === 0) continue;
    const entry = { currency, reason: 'adjustment', invoiceId: null } as const;
    await addToBalance(scope, { ...entry, customerId: fromId, amount: -amount });
    await addToBalance(scope, { ...entry, customerId: intoId, amount });
    booked.push({ currency, amount });
  }
  return booked;
}

/** Those that go on are told as changed, so that whoever grants access by them knows whose they are. */
async function tellSubscriptions(
  scope: Scope,
  { intoId, fromId }: { intoId: string; fromId: string },
  movedIds: readonly string[],
): Promise<void> {
  for (const id of movedIds.toSorted()) {
    await transaction(scope.database, async (database) => {
      const inside = { ...scope, database };
      const subscription = await selectSubscription(inside, { id, customerId: intoId }, { lock: true });
      if (!subscription || !(isCurrent(subscription) || subscription.status === 'paused')) return;
      await writeSubscription(inside, { ...subscription, customerId: fromId }, { customerId: intoId });
    });
  }
}

/** What another has by now of that which is to be taken over is left to them. */
async function fillIn(scope: Scope, into: Customer, from: Customer): Promise<FilledMember[]> {
  const rules: CustomerRules = {
    ...mergeRules,
    email: from.emailKey === null ? 'shared' : 'unique_ignoring_case',
  };
  const command: CustomerCommand = decideFills(into, from);
  for (;;) {
    const filled = await updateCustomer(scope, { id: into.id }, command, rules, { announceUnchanged: true });
    if (filled.ok) return Object.keys(command) as FilledMember[];
    const refused = filled.failures.flatMap(({ field }) => (field && field in command ? [field] : []));
    if (refused.length === 0)
      throw new Error(`Customer ${into.id} cannot be merged: ${filled.failures[0].message}`);
    for (const field of refused) delete command[field as keyof CustomerCommand];
  }
}

const settleMilliseconds = 10;
/** Longer no transaction of a request takes. */
const mostMilliseconds = 35_000;

/** Waits until all are over who have begun to write, perhaps for the customer that is gone. */
async function awaitWriters(scope: Scope & { database: Pool }): Promise<void> {
  const settled = createSettledEvents(scope.database, 'audit_log');
  const last = await selectLastNumber(scope.database, 'audit_log');
  const deadline = Date.now() + mostMilliseconds;
  while ((await settled.look()) < last && Date.now() < deadline) await setTimeout(settleMilliseconds);
}
