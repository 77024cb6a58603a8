import { newId } from '../../platform/ids.ts';
import type { OutgoingAnswer } from '../../platform/outgoing/outgoing.ts';
import type { Scope } from '../../platform/scope.ts';
import { systemScope } from '../catalog/index.ts';
import { selectEvents } from '../events/index.ts';
import { type Attempt, insertDeliveries } from './deliveries.sql.ts';
import { disableEndpoint } from './disable-endpoint.ts';
import { failuresUntilDisabled, type SigningEndpoint } from './endpoint.ts';
import { deliveryTimeoutMilliseconds } from './message.ts';
import { type SendableMessage, updateBody } from './messages.sql.ts';
import { pauseBeforeRetry } from './retry-schedule.ts';
import type { SendingSettings } from './send-messages.ts';
import { putIntoWords } from './tell-endpoints.ts';
import { mayUseLoopback } from './webhook-url.ts';

/** Messages that wait for nothing but others about their object are sent so many at a time. */
const objectsAtOnce = 8;
/** What was sent is written down at the latest after so many messages, or so long. */
const attemptsAtOnce = 50;
const flushMilliseconds = 100;

/**
 * Sends messages of one endpoint in order, one at a time. Where all are old, each object's are in order, and several objects'
 * go at a time. After a failure its object's wait, and the young ones; they are looked for again later.
 *
 * @param until after this time (of `performance.now()`) nothing more is begun
 */
export async function sendBatch(
  scope: Scope,
  settings: SendingSettings,
  endpoint: SigningEndpoint,
  messages: readonly SendableMessage[],
  until: number,
): Promise<void> {
  const log = createAttemptLog(scope, endpoint);
  const mayGoOn = () => performance.now() < until && !settings.signal.aborted && !log.isExhausted;
  const send = async (message: SendableMessage) => {
    const attempt = await sendOne(scope, settings, endpoint, message);
    await log.add(attempt);
    return attempt.succeeded;
  };
  if (messages.every(({ isOld }) => isOld)) {
    const queue = [...Map.groupBy(messages, ({ objectId }) => objectId).values()];
    const work = async () => {
      for (let own = queue.shift(); own && mayGoOn(); own = queue.shift()) {
        for (const message of own) if (!mayGoOn() || !(await send(message))) break;
      }
    };
    await Promise.all(Array.from({ length: Math.min(objectsAtOnce, queue.length) }, work));
  } else {
    const failed = new Set<string>();
    for (const message of messages) {
      if (!mayGoOn() || (failed.size > 0 && !message.isOld)) break;
      if (!failed.has(message.objectId) && !(await send(message))) failed.add(message.objectId);
    }
  }
  await log.flush();
  if (log.isExhausted) await disableEndpoint(scope, endpoint);
}

/** Collects attempts and writes them down together. */
function createAttemptLog(scope: Scope, endpoint: SigningEndpoint) {
  let waiting: Attempt[] = [];
  let failures = endpoint.failuresInARow;
  let flushedAt = performance.now();
  let flushing: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    const attempts = waiting;
    waiting = [];
    flushedAt = performance.now();
    if (attempts.length > 0) {
      flushing = flushing.then(() => insertDeliveries(scope, endpoint.id, attempts, failures));
    }
    return flushing;
  }

  return {
    async add(attempt: Attempt): Promise<void> {
      waiting.push(attempt);
      if (attempt.succeeded) failures = 0;
      else if (attempt.pause === null) failures++;
      // Failures are rare, and what follows them hangs on their being known.
      const isTime = waiting.length >= attemptsAtOnce || performance.now() - flushedAt > flushMilliseconds;
      if (isTime || !attempt.succeeded) await flush();
    },
    flush,
    /** Whether so many were given up on that the endpoint is to be turned off. */
    get isExhausted() {
      return failures >= failuresUntilDisabled;
    },
  };
}

async function sendOne(
  scope: Scope,
  settings: SendingSettings,
  endpoint: SigningEndpoint,
  message: SendableMessage,
): Promise<Attempt> {
  const { outgoing, rules } = settings;
  const language = settings.languages[endpoint.dialect];
  const body = message.body ?? (await putIntoWordsNow(scope, settings, endpoint, message));
  const now = Date.now();
  const { id, type } = message;
  const headers =
    body === null ? {} : language.headers({ id, type, body, timestamp: Math.floor(now / 1000) }, endpoint);
  const answer: OutgoingAnswer =
    body === null
      ? { kind: 'failed', reason: 'The event could not be put into words.', milliseconds: 0 }
      : await outgoing.post({
          url: endpoint.url,
          headers,
          body,
          allowLoopback: mayUseLoopback(scope.mode, rules),
          timeoutMilliseconds: deliveryTimeoutMilliseconds,
        });
  const attempt = message.attempts + 1;
  const succeeded = answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
  return {
    id: newId(now),
    messageId: id,
    messageCreatedAt: message.createdAt,
    type,
    attempt,
    url: endpoint.url,
    requestHeaders: withoutSignatures(headers, language.signatureHeaders),
    succeeded,
    ...outcomeOf(answer),
    pause: succeeded ? null : pauseBeforeRetry(language.retrySeconds, attempt),
  };
}

/** What could not be put into words when it was told may be by now. Null where it still cannot. */
async function putIntoWordsNow(
  scope: Scope,
  settings: SendingSettings,
  endpoint: SigningEndpoint,
  message: SendableMessage,
): Promise<string | null> {
  const [event] = await selectEvents(scope, [message.eventId]);
  if (!event) return null;
  const words = await putIntoWords(await systemScope(settings, scope, 'webhooks'), settings, [
    { ...endpoint, event, type: message.type },
  ]);
  const [body = null] = words.values();
  if (body !== null) await updateBody(scope, message.id, body);
  return body;
}

function outcomeOf(answer: OutgoingAnswer): Pick<Attempt, 'httpCode' | 'response' | 'milliseconds'> {
  const { milliseconds } = answer;
  return answer.kind === 'answered'
    ? { httpCode: answer.status, response: answer.text, milliseconds }
    : { httpCode: null, response: answer.reason, milliseconds };
}

function withoutSignatures(
  headers: Record<string, string>,
  signatureHeaders: readonly string[],
): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !signatureHeaders.includes(name)));
}
