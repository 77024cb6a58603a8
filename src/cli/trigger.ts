import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { webhookLanguages } from '../dialects/index.ts';
import { type Command, CommandError, table, UsageError } from './command.ts';
import { callServer, findServer, type ServerAccess, serverOptions } from './server-access.ts';
import { type Call, type Recipe, recipes, type Wait } from './trigger-recipes.ts';

export const triggerCommand: Command = {
  name: 'trigger',
  summary: 'Make an event happen in test mode, for real: with a customer, a product, a test card',
  positionals: ['[event]'],
  options: { list: { meaning: 'what can be made to happen' }, ...serverOptions },
  async run(values, [event]) {
    if (values.list !== undefined) return listOfEvents();
    if (event === undefined) throw new UsageError('Which event? See: trigger --list');
    const recipe = recipes.find(({ tells }) => tells.includes(event));
    if (!recipe) {
      throw new CommandError('no_recipe', `Nothing here makes '${event}' happen. See: trigger --list`);
    }
    const server = await findServer(values, { name: 'trigger', mode: 'test' });
    if (server.token.startsWith('sk_live_')) {
      throw new CommandError('test_mode_only', 'That is a key of live mode, in which nothing is made up.');
    }
    const { calls, made } = await cook(server, recipe);
    return {
      json: { event, calls, made },
      lines: [
        `${event}: ${recipe.summary}.`,
        ...calls.map((call) => `  ${call}`),
        ...table(Object.entries(made).map(([name, id]) => [`  ${name}`, id])),
      ],
    };
  },
};

/** Every event that some vendor tells and some recipe makes happen, with the vendors. */
export function triggerable(): { event: string; vendors: string[]; summary: string }[] {
  const events = new Map<string, Recipe>();
  for (const recipe of recipes) {
    for (const event of recipe.tells) if (!events.has(event)) events.set(event, recipe);
  }
  return [...events]
    .map(([event, { summary }]) => ({ event, summary, vendors: vendorsOf(event) }))
    .sort((a, b) => (a.event < b.event ? -1 : 1));
}

function vendorsOf(event: string): string[] {
  return Object.values(webhookLanguages)
    .filter(({ eventTypes }) => eventTypes.includes(event))
    .map(({ dialect }) => dialect);
}

function listOfEvents() {
  const events = triggerable();
  return {
    json: { items: events },
    lines: table(events.map(({ event, vendors, summary }) => [event, vendors.join(', '), summary])),
  };
}

type Answers = Record<string, Record<string, unknown>>;

/** Takes a recipe's steps. Answers the calls as they were made, and the ids of what there is now. */
export async function cook(
  server: ServerAccess,
  { steps }: Recipe,
): Promise<{ calls: string[]; made: Record<string, string> }> {
  const kept: Answers = {};
  const calls: string[] = [];
  for (const step of steps) {
    if ('event' in step) {
      await waitFor(server, step, kept);
      continue;
    }
    const answer = await take(server, step, kept);
    calls.push(`${step.method} ${filledText(step.path, kept)}`);
    if (step.keep !== undefined) kept[step.keep] = answer;
  }
  const ids = Object.entries(kept).map(([name, { id }]) => [name, String(id)]);
  return { calls, made: Object.fromEntries(ids) };
}

async function take(server: ServerAccess, call: Call, kept: Answers): Promise<Record<string, unknown>> {
  const { method, path, body, mayBeRefused } = call;
  const address = filledText(path, kept);
  const response = await callServer(server, address, {
    method,
    ...(body
      ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(filled(body, kept)) }
      : {}),
  });
  const text = await response.text();
  if (!response.ok && !mayBeRefused) {
    throw new CommandError('refused', `${method} ${address} answers ${response.status}: ${text}`);
  }
  if (text === '') return {};
  const answer = JSON.parse(text) as Record<string, unknown> & { items?: Record<string, unknown>[] };
  if (!answer.items) return answer;
  const [first] = answer.items;
  if (!first) throw new CommandError('not_found', `${method} ${address} has nothing in it.`);
  return first;
}

/** So long something may take that falls due at once. */
const dueMilliseconds = 30_000;
const lookMilliseconds = 200;

async function waitFor(server: ServerAccess, { event, objectId }: Wait, kept: Answers): Promise<void> {
  const query = new URLSearchParams({ type: event, object_id: filledText(objectId, kept), limit: '1' });
  const deadline = performance.now() + dueMilliseconds;
  while (performance.now() < deadline) {
    const response = await callServer(server, `/florin/v1/events?${query}`);
    if (!response.ok)
      throw new CommandError('refused', `The events cannot be read: ${await response.text()}`);
    const { items } = (await response.json()) as { items: unknown[] };
    if (items.length > 0) return;
    await sleep(lookMilliseconds);
  }
  throw new CommandError(
    'not_due',
    `${event} did not come. Where a test clock stands still nothing falls due: advance or delete it (clock show).`,
  );
}

/** How far ahead that is set which is to fall due. */
const soonMilliseconds = 2_000;
const dayMilliseconds = 86_400_000;

/** A text with what its places stand for. */
function filledText(text: string, kept: Answers): string {
  return text.replace(/\{([a-z_]+)(?:\.([a-z_]+))?\}/g, (_, name: string, member?: string) => {
    if (name === 'unique') return randomBytes(6).toString('hex');
    if (name === 'soon') {
      const days = member === 'in_three_days' ? 3 : 0;
      return new Date(Date.now() + soonMilliseconds + days * dayMilliseconds).toISOString();
    }
    return String(kept[name]?.[member ?? 'id']);
  });
}

function filled(value: unknown, kept: Answers): unknown {
  if (typeof value === 'string') return filledText(value, kept);
  if (Array.isArray(value)) return value.map((item) => filled(item, kept));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, kept)]));
}
