import { setTimeout } from 'node:timers/promises';
import { type Pool, transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { erasureAction, proveErasure } from '../audit/index.ts';
import { recordChange } from '../changes/index.ts';
import { anonymousAddress } from '../customers/index.ts';
import { createSettledEvents, selectLastNumber } from '../events/index.ts';
import { deletePaymentMethod } from '../payment-methods/index.ts';
import {
  awaitReaders,
  clearEntries,
  clearEvents,
  clearMails,
  clearMessages,
  selectEntryPlaces,
  selectEventsAt,
} from './clear-history.sql.ts';
import {
  clearCustomer,
  clearRows,
  selectAnonymousAddress,
  selectLivePaymentMethods,
} from './clear-rows.sql.ts';
import type { Erasure } from './erasure.ts';
import {
  deleteErasureObjects,
  finishErasureRow,
  insertErasureObjects,
  renewErasure,
  selectErasureObjects,
  selectMerged,
} from './erasures.sql.ts';

/** How long an erasure is one process's alone after each step. Steps that two do at once do no harm. */
export const leaseMilliseconds = 60_000;
const settleMilliseconds = 20;
const rowsAtOnce = 1_000;
const objectsAtOnce = 200;

/**
 * Clears all that there is of a customer, in steps of bounded size, each of which may be done again: whoever dies on the way is
 * followed by another who begins anew. Then writes the one audit record that says so, and what it has changed in the audit log.
 *
 * @param scope on a pool
 */
export async function finishErasure(scope: Scope & { database: Pool }, erasure: Erasure): Promise<void> {
  await awaitWriters(scope, erasure);
  await insertErasureObjects(scope, erasure);
  for (const id of await selectLivePaymentMethods(scope, erasure.customerId)) {
    await deletePaymentMethod(scope, erasure.customerId, id);
  }
  const address = (await selectAnonymousAddress(scope, erasure.customerId)) ?? anonymousAddress();
  for (const customerId of [erasure.customerId, ...(await selectMerged(scope, erasure.customerId))]) {
    await clearCustomer(scope, { ...erasure, customerId });
  }
  await forObjects(scope, erasure, async (objectIds) => {
    await clearRows(scope, objectIds, address);
    for (const objectId of objectIds) await clearHistory(scope, erasure, objectId, address);
  });
  // What is told from here on is told of events that are cleared.
  await awaitReaders(scope);
  await forObjects(scope, erasure, (objectIds) => clearAllMessages(scope, objectIds));
  await clearMails(scope, erasure.customerId, address);
  await record(scope, erasure);
}

/** Waits until all are over who may have begun to write with what they had read before. */
async function awaitWriters(scope: Scope & { database: Pool }, { id }: Erasure): Promise<void> {
  const settled = createSettledEvents(scope.database, 'audit_log');
  const last = await selectLastNumber(scope.database, 'audit_log');
  while ((await settled.look()) < last) {
    await setTimeout(settleMilliseconds);
    await renewErasure(scope, id, leaseMilliseconds);
  }
}

async function forObjects(
  scope: Scope,
  { id }: Erasure,
  work: (objectIds: readonly string[]) => Promise<void>,
): Promise<void> {
  let last: string | undefined;
  for (;;) {
    const objectIds = await selectErasureObjects(scope, id, last, objectsAtOnce);
    if (objectIds.length === 0) return;
    await work(objectIds);
    await renewErasure(scope, id, leaseMilliseconds);
    last = objectIds.at(-1);
  }
}

/** Clears what was recorded and told of an object. */
async function clearHistory(
  scope: Scope,
  erasure: Erasure,
  objectId: string,
  address: string,
): Promise<void> {
  const seen = new Set<number>();
  let above = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const entries = await selectEntryPlaces(scope, objectId, above, rowsAtOnce);
    const last = entries.at(-1);
    if (!last) return;
    await clearEntries(
      scope,
      erasure,
      entries.map(({ sequence }) => sequence),
    );
    const moments = [...new Set(entries.map(({ moment }) => moment))].filter((moment) => !seen.has(moment));
    for (const moment of moments) seen.add(moment);
    const events = await selectEventsAt(scope, objectId, moments);
    for (let from = 0; from < events.length; from += rowsAtOnce) {
      await clearEvents(scope, events.slice(from, from + rowsAtOnce), address);
    }
    await renewErasure(scope, erasure.id, leaseMilliseconds);
    above = last.sequence;
  }
}

async function clearAllMessages(scope: Scope, objectIds: readonly string[]): Promise<void> {
  let above: number | undefined = Number.MIN_SAFE_INTEGER;
  while (above !== undefined) {
    above = await clearMessages(scope, { objectIds, above, limit: rowsAtOnce });
  }
}

async function record(scope: Scope, erasure: Erasure): Promise<void> {
  await transaction(scope.database, async (database) => {
    const inside: Scope = {
      ...scope,
      database,
      actor: erasure.actor,
      requestId: erasure.requestId,
    };
    if (!(await finishErasureRow(inside, erasure.id))) return;
    const proof = await proveErasure(inside, erasure.id);
    const changes = Object.entries(proof).map(([member, after]) => [member, { before: null, after }]);
    await recordChange(inside, {
      type: erasureAction,
      objectType: 'customer',
      objectId: erasure.customerId,
      changes: Object.fromEntries(changes),
      data: { id: erasure.customerId, erasure_id: erasure.id },
    });
    await deleteErasureObjects(inside, erasure.id);
  });
}
