import { setTimeout as sleep } from 'node:timers/promises';
import type { ClockOf } from '../../platform/clock.ts';
import type { Outgoing } from '../../platform/outgoing/outgoing.ts';
import { createPause } from '../../platform/pause.ts';
import { isConnectionTrouble, type Pool, transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { systemScope } from '../catalog/index.ts';
import type { ReadingLog } from '../events/index.ts';
import type { WebhookEndpoint } from './endpoint.ts';
import { holdLeased, leaseEndpoints, releaseEndpoint, renewLease } from './endpoints.sql.ts';
import type { WebhookLanguages } from './language.ts';
import { endpointOrderMilliseconds } from './message.ts';
import { type SendableMessage, selectNextDue, selectSendableMessages } from './messages.sql.ts';
import { sendBatch } from './send-batch.ts';
import type { WebhookUrlRules } from './webhook-url.ts';

export type SendingSettings = {
  pool: Pool;
  clockOf: ClockOf;
  languages: WebhookLanguages;
  /** Known once the server listens. */
  publicUrl(): string;
  outgoing: Outgoing;
  rules: WebhookUrlRules;
  log: ReadingLog;
  signal: AbortSignal;
};

export type WebhookSender = {
  /** Sends until the signal; answers once the last request under way is over. */
  run(): Promise<void>;
  /** Says that there may be something to send. */
  wake(): void;
};

/** As many endpoints are served at once: one that is slow holds up none of the others. */
const endpointsAtOnce = 256;
const messagesAtOnce = 100;
const idleMilliseconds = 250;
const failureMilliseconds = 1_000;
/** How long an endpoint is ours alone. Who holds it sends nothing in the last part of that, so that two never send at once. */
const leaseMilliseconds = 40_000;
const sendingMilliseconds = 20_000;
/** Long due by whatever clock. */
const atOnce = new Date(0);

/**
 * Sends what waits, endpoint by endpoint: an endpoint's messages are sent by one process at a time, in order. Any number of
 * processes may do so side by side; what one had taken when it died is another's after the lease.
 */
export function createWebhookSender(settings: SendingSettings): WebhookSender {
  const { pool, log, signal } = settings;
  const pause = createPause(signal);
  const lanes = new Set<Promise<void>>();
  let isWoken = false;

  async function lease(): Promise<boolean> {
    const id = crypto.randomUUID();
    const free = endpointsAtOnce - lanes.size;
    if (free === 0) return false;
    const endpoints = await leaseEndpoints(pool, { id, milliseconds: leaseMilliseconds }, free);
    for (const endpoint of endpoints) {
      const lane = persevere(settings, endpoint, id).finally(() => lanes.delete(lane));
      lanes.add(lane);
    }
    return endpoints.length > 0;
  }

  return {
    async run() {
      while (!signal.aborted) {
        isWoken = false;
        try {
          if (await lease()) continue;
        } catch (err) {
          log.error({ err }, 'webhooks could not be looked up');
          await sleep(failureMilliseconds, undefined, { signal }).catch(() => {});
        }
        if (!isWoken) await pause.wait(idleMilliseconds);
      }
      await Promise.all(lanes);
    },
    wake() {
      isWoken = true;
      pause.end();
    },
  };
}

type LeasedEndpoint = Pick<WebhookEndpoint, 'organizationId' | 'mode' | 'id'>;

/** Serves an endpoint. Where the database is away it goes on after: else the endpoint would wait for its lease to run out. */
async function persevere(
  settings: SendingSettings,
  endpoint: LeasedEndpoint,
  leaseId: string,
): Promise<void> {
  const { signal, log } = settings;
  let isTold = false;
  for (;;) {
    try {
      return await serve(settings, endpoint, leaseId);
    } catch (err) {
      if (!isTold) log.error({ err, endpoint: endpoint.id }, 'webhooks could not be sent');
      if (!isConnectionTrouble(err) || signal.aborted) return;
      isTold = true;
      await sleep(failureMilliseconds, undefined, { signal }).catch(() => {});
    }
  }
}

/** Sends what one endpoint is due, until nothing is. */
async function serve(
  settings: SendingSettings,
  { organizationId, mode, id }: LeasedEndpoint,
  leaseId: string,
): Promise<void> {
  const { signal } = settings;
  const scope = await systemScope(settings, { organizationId, mode }, 'webhooks');
  while (!signal.aborted) {
    const until = performance.now() + sendingMilliseconds;
    const endpoint = await renewLease(scope, id, { id: leaseId, milliseconds: leaseMilliseconds });
    if (!endpoint) break;
    const messages = await selectSendable(scope, id, messagesAtOnce);
    if (messages.length > 0) await sendBatch(scope, settings, endpoint, messages, until);
    else break;
  }
  await release(scope, id, leaseId);
}

/** Lets go of an endpoint until its next message is due. */
async function release(scope: Scope, endpointId: string, leaseId: string): Promise<void> {
  await transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    // While its row is held nothing is added, so that nothing is overlooked.
    if (!(await holdLeased(inside, endpointId, leaseId))) return;
    const [isSendable] = await selectSendable(inside, endpointId, 1);
    const dueAt = isSendable ? atOnce : await selectNextDue(inside, endpointId, endpointOrderMilliseconds);
    await releaseEndpoint(inside, endpointId, dueAt);
  });
}

function selectSendable(scope: Scope, endpointId: string, limit: number): Promise<SendableMessage[]> {
  return selectSendableMessages(scope, endpointId, { youngMilliseconds: endpointOrderMilliseconds, limit });
}
