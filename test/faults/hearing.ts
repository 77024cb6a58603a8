import { createWebhookEndpoint } from '../../src/billing/webhooks/index.ts';
import { webhookLanguages } from '../../src/dialects/index.ts';
import { wallClock } from '../../src/platform/clock.ts';
import type { Pool } from '../../src/platform/postgres/database.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { eventually } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

const dialects = ['polar', 'flowglad', 'atlas'] as const;
type Dialect = (typeof dialects)[number];

/** Endpoints of all three vendors, and what came to them. */
export type Hearing = {
  received: Record<Dialect, Receiver>;
  /** Waits until all is delivered, and answers what is missing or came in a wrong order. */
  problems(database: Pool): Promise<string[]>;
  close(): Promise<void>;
};

const secrets: Record<Dialect, string> = {
  polar: 'polar_whs_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0',
  flowglad: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0',
  atlas: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0',
};

/** Long enough for whatever waits for its next attempt, or for the end of a lease. */
const deliveredMilliseconds = 60_000;

/** Makes an endpoint of each vendor that hears everything its vendor tells. */
export async function hearAll(database: Pool, organizationId: string): Promise<Hearing> {
  const scope = await scopeOf(database, organizationId);
  const received = {
    polar: await startReceiver(),
    flowglad: await startReceiver(),
    atlas: await startReceiver(),
  };
  for (const dialect of dialects) {
    await makeEndpoint(scope, dialect, received[dialect].url);
  }
  return {
    received,
    async problems(observer) {
      await eventually('everything is delivered', deliveredMilliseconds, () => isDelivered(observer));
      const found = await Promise.all(
        dialects.map((dialect) => problemsOf(observer, organizationId, dialect, received[dialect])),
      );
      return found.flat();
    },
    async close() {
      await Promise.all(Object.values(received).map((receiver) => receiver.close()));
    },
  };
}

/** An endpoint of a vendor on this machine. Answers its id. */
export async function makeEndpoint(
  scope: Scope,
  dialect: Dialect,
  url: string,
  eventTypes: readonly string[] = webhookLanguages[dialect].eventTypes,
): Promise<string> {
  const made = await createWebhookEndpoint(
    scope,
    {
      dialect,
      contract: dialect === 'flowglad' ? '2025-06' : '2025-09',
      name: null,
      url,
      format: 'raw',
      eventTypes: [...eventTypes],
      pricingModelId: dialect === 'flowglad' ? scope.pricingModelId : null,
      signatureScheme: null,
      secret: secrets[dialect],
    },
    { allowLoopback: true },
  );
  if (!made.ok) throw new Error(made.failures[0].message);
  return made.value.id;
}

async function scopeOf(database: Pool, organizationId: string): Promise<Scope> {
  const [model] = await database<{ id: string }[]>`
    select id from pricing_models where organization_id = ${organizationId} and mode = 'test' and is_default`;
  return {
    organizationId,
    mode: 'test',
    pricingModelId: model?.id ?? '',
    actor: { kind: 'system' },
    permissions: new Set(),
    clock: wallClock,
    requestId: 'hearing',
    database,
  };
}

/** Whether every event was read, and every message has arrived. */
async function isDelivered(database: Pool): Promise<boolean> {
  const [row] = await database<{ left: number }[]>`
    select (select count(*) from webhook_messages where status = 'pending')
      + (select count(*) from events where sequence >
          (select sequence from event_readers where name = 'webhooks')) as left`;
  return row?.left === 0;
}

type Message = {
  id: string;
  position: number;
  objectId: string;
  eventId: string;
  type: string;
  status: string;
  body: string;
};

/** What is wrong with what an endpoint was told: by the events that there are, by its messages, and by what came. */
async function problemsOf(
  database: Pool,
  organizationId: string,
  dialect: Dialect,
  { received }: Receiver,
): Promise<string[]> {
  const messages = await database<Message[]>`
    select message.* from webhook_messages message join webhook_endpoints endpoint on endpoint.id = message.endpoint_id
    where endpoint.organization_id = ${organizationId} and endpoint.dialect = ${dialect} order by position`;
  const problems = await untold(database, organizationId, dialect, messages);
  const places = new Map(messages.map((message) => [nameOf(dialect, message), message]));
  const seen = new Set<string>();
  const last = new Map<string, number>();
  for (const { headers, body } of received) {
    const name = nameIn(dialect, headers, body);
    const message = places.get(name);
    if (!message) problems.push(`${dialect}: ${name} came, and is no message`);
    // Once more is no harm; what comes for the first time comes in order.
    if (!message || seen.has(name)) continue;
    seen.add(name);
    const before = last.get(message.objectId) ?? 0;
    if (message.position < before)
      problems.push(`${dialect}: ${message.type} ${name} came after a later one`);
    last.set(message.objectId, Math.max(before, message.position));
  }
  for (const [name, { type, status }] of places) {
    if (status !== 'succeeded') problems.push(`${dialect}: ${type} ${name} is ${status}`);
    if (!seen.has(name)) problems.push(`${dialect}: ${type} ${name} never came`);
  }
  return problems;
}

/** Events of which an endpoint was to hear, and was not told, or not once, or not in the order in which they happened. */
async function untold(
  database: Pool,
  organizationId: string,
  dialect: Dialect,
  messages: readonly Message[],
): Promise<string[]> {
  const events = await database<{ id: string; type: string; sequence: number; objectId: string }[]>`
    select event.* from events event
    join webhook_endpoints endpoint on endpoint.organization_id = event.organization_id and endpoint.mode = event.mode
    where endpoint.organization_id = ${organizationId} and endpoint.dialect = ${dialect}
      and event.sequence > endpoint.told_after
    order by sequence`;
  const sequences = new Map(events.map(({ id, sequence }) => [id, sequence]));
  const told = Map.groupBy(messages, ({ eventId }) => eventId);
  const problems: string[] = [];
  for (const { id, type } of events) {
    const own = told.get(id) ?? [];
    if (type === 'customer.updated' && own.length === 0)
      problems.push(`${dialect}: ${type} ${id} was not told`);
    const distinct = new Set(own.map((message) => message.type));
    if (distinct.size < own.length) problems.push(`${dialect}: ${type} ${id} was told twice`);
  }
  let before = 0;
  for (const { eventId, type } of messages) {
    const sequence = sequences.get(eventId) ?? 0;
    if (sequence < before) problems.push(`${dialect}: ${type} of event ${eventId} is told out of order`);
    before = sequence;
  }
  return problems;
}

/** What a message is called over the wire. */
function nameOf(dialect: Dialect, { id, body }: Message): string {
  switch (dialect) {
    case 'polar':
      return id;
    case 'flowglad':
      return `msg_${id.replaceAll('-', '')}`;
    case 'atlas':
      return (JSON.parse(body) as { id: string }).id;
  }
}

function nameIn(dialect: Dialect, headers: Record<string, string>, body: string): string {
  switch (dialect) {
    case 'polar':
      return headers['webhook-id'] ?? '';
    case 'flowglad':
      return headers['svix-id'] ?? '';
    case 'atlas':
      return (JSON.parse(body) as { id: string }).id;
  }
}
