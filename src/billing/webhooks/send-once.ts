import type { Outgoing } from '../../platform/outgoing/outgoing.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectEndpoints } from './endpoints.sql.ts';
import type { WebhookLanguage } from './language.ts';
import { deliveryTimeoutMilliseconds } from './message.ts';
import { mayUseLoopback, type WebhookUrlRules } from './webhook-url.ts';

/** More endpoints than these are not tried: the newest are. */
const mostEndpoints = 100;

export type MadeUpMessage = {
  id: string;
  /** The vendor's name of what did not happen. */
  type: string;
  body: string;
  /** Beside those that the vendor sends with every message. */
  headers: Record<string, string>;
};

/** How it went with one endpoint. The status is null where nothing was answered. */
export type MadeUpDelivery = { url: string; succeeded: boolean; status: number | null };

/**
 * Sends something that did not happen to the vendor's endpoints that want to hear of such, all at a time: signed and addressed
 * as anything else, but once only, in no order with the rest, and on no log.
 */
export async function sendOnce(
  scope: Scope,
  { id, type, body, headers }: MadeUpMessage,
  means: { language: WebhookLanguage; outgoing: Outgoing; rules: WebhookUrlRules },
): Promise<MadeUpDelivery[]> {
  const { language, outgoing, rules } = means;
  const { dialect } = language;
  const { items } = await selectEndpoints(scope, { dialect }, { limit: mostEndpoints, offset: 0 });
  const timestamp = Math.floor(Date.now() / 1000);
  const hearing = items.filter(({ enabled, eventTypes }) => enabled && eventTypes.includes(type));
  return Promise.all(
    hearing.map(async (endpoint) => {
      const answer = await outgoing.post({
        url: endpoint.url,
        headers: { ...language.headers({ id, type, body, timestamp }, endpoint), ...headers },
        body,
        allowLoopback: mayUseLoopback(scope.mode, rules),
        timeoutMilliseconds: deliveryTimeoutMilliseconds,
      });
      const status = answer.kind === 'answered' ? answer.status : null;
      return { url: endpoint.url, succeeded: status !== null && status >= 200 && status < 300, status };
    }),
  );
}
