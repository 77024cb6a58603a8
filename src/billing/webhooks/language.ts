import type { Scope } from '../../platform/scope.ts';
import type { StoredEvent } from '../events/index.ts';
import type { SigningEndpoint, WebhookDialect, WebhookFormat } from './endpoint.ts';

/** An event that is to be told under one of the vendor's names. */
export type Telling = {
  event: StoredEvent;
  type: string;
  dialect: WebhookDialect;
  format: WebhookFormat;
  /** The contract, and the pricing model where there is one, of the endpoint that is told. */
  contract: string;
  pricingModelId: string | null;
};

/** What putting into words needs to know beyond the event. */
export type TellingFacts = {
  /** The base of the server's own addresses, without a slash at the end. */
  publicUrl: string;
};

/** What is to be signed. */
export type SignedMessage = {
  id: string;
  type: string;
  body: string;
  /** When this attempt is made: unix seconds, by the wall clock. */
  timestamp: number;
};

/** How one vendor tells of events. Implemented by its dialect. */
export type WebhookLanguage = {
  dialect: WebhookDialect;
  /** Every event that the vendor has a name for, and we ever tell. */
  eventTypes: readonly string[];
  /** Under which of the vendor's names an event is told, in this order; none where the vendor does not tell it. */
  typesOf(event: StoredEvent): readonly string[];
  /**
   * What is sent, for events of one organization's mode: one text each, in order, the very bytes that are signed. Undefined
   * leaves a message out, because it does not suit the format or is not the endpoint's business.
   */
  bodies(scope: Scope, tellings: readonly Telling[], facts: TellingFacts): Promise<(string | undefined)[]>;
  /** The headers that go with a body, signature and all. */
  headers(message: SignedMessage, endpoint: SigningEndpoint): Record<string, string>;
  /** Which of those headers hold signatures: they are not kept. */
  signatureHeaders: readonly string[];
  /** What endpoints may be sent: the first is that of one that does not say. */
  formats: readonly [WebhookFormat, ...WebhookFormat[]];
  /** The ways in which bodies are signed, the first for an endpoint that does not say; none where there is but one. */
  signatureSchemes: readonly string[];
  /** A secret as the vendor makes them in a contract. */
  newSecret(contract: string): string;
  /** Seconds from one attempt to the next, as the vendor waits; after the last a message is given up on. */
  retrySeconds: readonly number[];
};

export type WebhookLanguages = Record<WebhookDialect, WebhookLanguage>;
