import {
  deliveryTimeoutMilliseconds,
  type SigningEndpoint,
  type WebhookDialect,
} from '../billing/webhooks/index.ts';
import type { Heard } from '../dialects/florin/index.ts';
import { webhookLanguages } from '../dialects/index.ts';

/** Where messages are taken, and how they are signed on the way. */
export type Forwarding = { url: string; dialect: WebhookDialect; contract: string; secret: string };

/** How a message was taken. */
export type Forwarded = { succeeded: boolean; outcome: string; milliseconds: number };

/** Sends a message as its vendor would: the same bytes, headers, signature and time-out. */
export async function forward(message: Heard, forwarding: Forwarding): Promise<Forwarded> {
  const begun = performance.now();
  const ended = (outcome: string, succeeded = false): Forwarded => ({
    succeeded,
    outcome,
    milliseconds: Math.round(performance.now() - begun),
  });
  const { id, type, body } = message;
  if (body === null) return ended('could not be put into words');
  const timestamp = Math.floor(Date.now() / 1000);
  const language = webhookLanguages[forwarding.dialect];
  const headers = language.headers({ id, type, body, timestamp }, endpointOf(forwarding));
  try {
    const response = await fetch(forwarding.url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(deliveryTimeoutMilliseconds),
    });
    await response.body?.cancel();
    return ended(String(response.status), response.ok);
  } catch (error) {
    return ended(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return `no answer within ${deliveryTimeoutMilliseconds / 1000} s`;
  if (cause?.code === 'ECONNREFUSED') return 'nobody listens there';
  return cause?.code ?? cause?.message ?? String(error);
}

/** The endpoint that the receiver would be, had it been made at the server. */
function endpointOf({ url, dialect, contract, secret }: Forwarding): SigningEndpoint {
  return {
    organizationId: '',
    mode: 'test',
    id: '',
    createdAt: new Date(),
    modifiedAt: null,
    deletedAt: null,
    dialect,
    contract,
    name: null,
    url,
    format: 'raw',
    eventTypes: [],
    pricingModelId: null,
    signatureScheme: null,
    metadata: {},
    enabled: true,
    disabledAt: null,
    failuresInARow: 0,
    secrets: [secret],
  };
}
