import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import type { WebhookDialect } from '../billing/webhooks/index.ts';
import type { Heard } from '../dialects/florin/index.ts';
import { webhookLanguages, webhookWords } from '../dialects/index.ts';
import type { Mode } from '../platform/scope.ts';
import { readConfig } from '../server/config.ts';
import { type Command, CommandError, UsageError } from './command.ts';
import { type Forwarded, type Forwarding, forward } from './forward.ts';
import { readEventStream } from './read-event-stream.ts';
import {
  callServer,
  findServer,
  recall,
  remember,
  type ServerAccess,
  serverOptions,
} from './server-access.ts';

type Values = Record<string, string | undefined>;

export const listenCommand: Command = {
  name: 'listen',
  summary: 'Print events as they come and forward them, signed, to a server on this machine',
  options: {
    'forward-to': { value: '<url>', meaning: 'where your code takes webhooks: http://localhost:3000/hook' },
    dialect: { value: 'polar|flowglad|atlas', meaning: 'in whose words; polar where left out' },
    events: { value: '<a,b>', meaning: "the vendor's names, or order.* for all that begin so" },
    contract: { value: '<version>', meaning: "of the vendor's API, for the payloads" },
    secret: { value: '<secret>', meaning: 'to sign with; one that this folder keeps, where left out' },
    replay: { value: '<event id or last>', meaning: 'forward this one once more, and end' },
    mode: { value: 'test|live', meaning: 'test where left out' },
    ...serverOptions,
  },
  endless: true,
  async run(values) {
    const listening = readListening(values);
    const mode = readMode(values.mode ?? 'test');
    const server = await findServer(values, { name: 'listen', mode, scopes: ['webhooks:read'] });
    const forwarding = await readForwarding(values, listening);
    return values.replay === undefined
      ? listen(server, listening, forwarding, mode)
      : replay(server, listening, forwarding, values.replay);
  },
};

const vendors: Record<WebhookDialect, string> = { polar: 'Polar', flowglad: 'Flowglad', atlas: 'Atlas' };

/** What is listened to. */
type Listening = { dialect: WebhookDialect; contract: string; types: readonly string[] };

function readListening({ dialect: name = 'polar', events, contract }: Values): Listening {
  const dialect = Object.keys(vendors).find((known): known is WebhookDialect => known === name);
  if (!dialect) throw new UsageError(`--dialect must be polar, flowglad or atlas, not '${name}'.`);
  const contracts = webhookWords(readConfig(process.env)).contracts[dialect];
  if (contract !== undefined && !contracts.includes(contract)) {
    throw new UsageError(`--contract must be one of: ${[...new Set(contracts)].join(', ')}.`);
  }
  const types = (events ?? '')
    .split(',')
    .map((type) => type.trim())
    .filter(Boolean);
  const { eventTypes } = webhookLanguages[dialect];
  const unknown = types.find((type) => !type.endsWith('.*') && !eventTypes.includes(type));
  if (unknown !== undefined) {
    throw new UsageError(
      `${vendors[dialect]} is not told of '${unknown}'. There are: ${[...eventTypes].sort().join(', ')}.`,
    );
  }
  return { dialect, contract: contract ?? contracts[0], types };
}

function readMode(text: string): Mode {
  if (text === 'test' || text === 'live') return text;
  throw new UsageError(`--mode must be test or live, not '${text}'.`);
}

async function readForwarding(values: Values, listening: Listening): Promise<Forwarding | undefined> {
  const text = values['forward-to'];
  if (text === undefined) {
    if (values.replay !== undefined) throw new UsageError('--replay needs --forward-to.');
    return undefined;
  }
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `http://${text}`);
  if (!url) throw new UsageError(`--forward-to must be a web address, not '${text}'.`);
  const { dialect, contract } = listening;
  return { url: url.href, dialect, contract, secret: values.secret ?? (await ownSecret()) };
}

/** The secret of this folder: the same every time, so that the receiver is told of it once. */
async function ownSecret(): Promise<string> {
  const config = readConfig(process.env);
  const remembered = await recall(config);
  if (remembered.secret !== undefined) return remembered.secret;
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  await remember(config, { ...remembered, secret });
  return secret;
}

function addressOf({ dialect, contract, types }: Listening, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ dialect, contract, ...more });
  for (const type of types) query.append('type', type);
  return `/florin/v1/webhooks/listen?${query}`;
}

const nothing = { json: {}, lines: [] };
const reconnectMilliseconds = 1_000;

async function listen(
  server: ServerAccess,
  listening: Listening,
  forwarding: Forwarding | undefined,
  mode: Mode,
) {
  const ending = new AbortController();
  const end = () => ending.abort();
  process.on('SIGINT', end).on('SIGTERM', end);
  const take = createTaker(forwarding);
  const leaveKeyboard = takeKeys({ r: take.again, q: end });
  const begun = () => printHead(server, listening, forwarding, mode);
  try {
    await follow(server, listening, { signal: ending.signal, begun, take: take.next });
  } finally {
    leaveKeyboard();
  }
  return nothing;
}

function printHead(
  { url, whose }: ServerAccess,
  { dialect, types }: Listening,
  forwarding: Forwarding | undefined,
  mode: Mode,
): void {
  const what = types.length > 0 ? types.join(', ') : 'every event';
  const of = whose === undefined ? '' : ` of ${whose}, ${mode} mode,`;
  print(`Listening at ${url} for ${what}${of} in ${vendors[dialect]}'s words.`);
  if (forwarding) print(`Forwarding to ${forwarding.url}, signed with ${forwarding.secret}`);
  if (process.stdin.isTTY) {
    print(style('dim', forwarding ? 'r forwards the last once more; q ends.' : 'q ends.'));
  }
}

type Following = {
  signal: AbortSignal;
  /** Told once, when the first stream is open: from then on nothing is missed. */
  begun(): void;
  take(message: Heard): Promise<void>;
};

/** Follows the stream until the signal, over restarts of the server: nothing is passed over meanwhile. */
async function follow(server: ServerAccess, listening: Listening, following: Following): Promise<void> {
  const { signal, begun, take } = following;
  let lastId: string | undefined;
  let state: 'new' | 'open' | 'lost' = 'new';
  let hasBegun = false;
  while (!signal.aborted) {
    try {
      const response = await openStream(server, listening, lastId, signal);
      if (response === 'gone') {
        print(style('red', 'The server no longer has the last event. What came since is not told.'));
        lastId = undefined;
        continue;
      }
      if (response?.body) {
        if (!hasBegun) begun();
        else if (state === 'lost') print(style('dim', 'The server is there again.'));
        hasBegun = true;
        state = 'open';
        for await (const { id, data } of readEventStream(response.body)) {
          if (data !== '') await take(JSON.parse(data) as Heard);
          lastId = id ?? lastId;
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof CommandError && error.code !== 'no_server') throw error;
    }
    if (signal.aborted) return;
    if (state !== 'lost') print(style('dim', `Waiting for the server at ${server.url}.`));
    state = 'lost';
    await sleep(reconnectMilliseconds, undefined, { signal }).catch(() => {});
  }
}

/** Undefined where the server is busy or about to stop; `gone` where it has no event of that id. */
async function openStream(
  server: ServerAccess,
  listening: Listening,
  lastId: string | undefined,
  signal: AbortSignal,
): Promise<Response | 'gone' | undefined> {
  const headers = { accept: 'text/event-stream', ...(lastId ? { 'last-event-id': lastId } : {}) };
  const response = await callServer(server, addressOf(listening), { headers, signal });
  if (response.status === 410) return 'gone';
  if (response.status === 429 || response.status >= 500) return undefined;
  await mustBeOk(response);
  return response;
}

async function mustBeOk(response: Response): Promise<void> {
  if (response.ok) return;
  const { error } = (await response.json()) as { error?: { code: string; message: string } };
  throw new CommandError(error?.code ?? 'failed', error?.message ?? `The server answers ${response.status}.`);
}

/** Prints and forwards messages, one after the other. */
function createTaker(forwarding: Forwarding | undefined) {
  let last: Heard | undefined;
  let working: Promise<void> = Promise.resolve();
  const next = (message: Heard): Promise<void> => {
    working = working.then(async () => {
      last = message;
      print(lineOf(message, forwarding && (await forward(message, forwarding))));
    });
    return working;
  };
  return {
    next,
    again(): void {
      if (last && forwarding) void next(last);
    },
  };
}

function lineOf(message: Heard, forwarded: Forwarded | undefined): string {
  const time = new Date().toTimeString().slice(0, 8);
  const { type, event_id: eventId, object_type: objectType, object_id: objectId } = message;
  const words = [style('dim', time), style('bold', type.padEnd(24)), `${objectType} ${objectId}`];
  if (forwarded) {
    const { outcome, milliseconds, succeeded } = forwarded;
    words.push(style(succeeded ? 'green' : 'red', `→ ${outcome} in ${milliseconds} ms`));
  } else if (message.body === null) words.push(style('red', 'could not be put into words'));
  return [...words, style('dim', `event ${eventId}`)].join('  ');
}

/** Has keys of the terminal do something. Answers how to let it be as it was. */
function takeKeys(actions: Record<string, () => void>): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  const onData = (data: Buffer) => {
    // A terminal that gives us every key gives us Ctrl-C, too.
    const key = data.toString() === '\u0003' ? 'q' : data.toString().toLowerCase();
    actions[key]?.();
  };
  stdin.setRawMode(true).on('data', onData).resume();
  return () => stdin.setRawMode(false).off('data', onData).pause();
}

/** Forwards an event once more: one that is named, or the last that the vendor tells of. */
async function replay(
  server: ServerAccess,
  listening: Listening,
  forwarding: Forwarding | undefined,
  which: string,
) {
  const messages =
    which === 'last' ? await findLast(server, listening) : await heard(server, listening, which);
  if (messages.length === 0) {
    throw new CommandError('not_found', `${vendors[listening.dialect]} is told of no such event.`);
  }
  const take = createTaker(forwarding);
  for (const message of messages) await take.next(message);
  return nothing;
}

type HeardPage = { items: Heard[]; next_cursor: string | null };

async function readPage(server: ServerAccess, address: string): Promise<HeardPage> {
  const response = await callServer(server, address);
  await mustBeOk(response);
  return (await response.json()) as HeardPage;
}

async function heard(server: ServerAccess, listening: Listening, eventId: string): Promise<Heard[]> {
  return (await readPage(server, addressOf(listening, { event_id: eventId }))).items;
}

/** What was told of the last event of which anything was. */
async function findLast(server: ServerAccess, listening: Listening): Promise<Heard[]> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const more: Record<string, string> = { limit: '100', ...(cursor === '' ? {} : { cursor }) };
    const page: HeardPage = await readPage(server, addressOf(listening, more));
    const [newest] = page.items;
    if (newest) return page.items.filter(({ event_id: id }) => id === newest.event_id);
    cursor = page.next_cursor;
  }
  return [];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** In colour where a terminal shows it. */
function style(format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { stream: process.stdout });
}
