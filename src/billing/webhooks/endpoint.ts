import type { Mode } from '../../platform/scope.ts';

/** The vendors whose webhooks there are. */
export type WebhookDialect = 'polar' | 'flowglad' | 'atlas';

/** What goes over the wire: the vendor's own payload, or a message that a chat shows. */
export type WebhookFormat = 'raw' | 'slack' | 'discord';

/** Where a merchant wants to be told of events, and how. */
export type WebhookEndpoint = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  deletedAt: Date | null;
  /** Whose event names, payloads and signatures it gets. */
  dialect: WebhookDialect;
  /** The contract it was made with, as its dialect names it: payloads keep to that. */
  contract: string;
  name: string | null;
  url: string;
  format: WebhookFormat;
  /** The vendor's names. */
  eventTypes: string[];
  pricingModelId: string | null;
  /** How the body is signed, where the vendor knows several ways. */
  signatureScheme: string | null;
  metadata: Record<string, unknown>;
  enabled: boolean;
  /** When it was turned off because too much did not arrive. */
  disabledAt: Date | null;
  /** Messages given up on since the last that arrived. */
  failuresInARow: number;
};

/** An endpoint with what its messages are signed with. */
export type SigningEndpoint = WebhookEndpoint & {
  /** The one in force, and for a while after a change the one before it. */
  secrets: readonly [string, ...string[]];
};

/** So many messages given up on in a row turn an endpoint off (Polar's rule). */
export const failuresUntilDisabled = 10;

/** How long the former secret goes on signing, so that a receiver can be given the new one without losing anything. */
export const secretOverlapMilliseconds = 24 * 3_600_000;
