import type { Mode } from '../../platform/scope.ts';

/** One event as one endpoint is to be told of it. Times are by the wall clock, but for `occurredAt`. */
export type WebhookMessage = {
  organizationId: string;
  mode: Mode;
  /** Stays the same however often it is sent. */
  id: string;
  /** The order in which an endpoint's messages are sent. */
  position: number;
  createdAt: Date;
  endpointId: string;
  eventId: string;
  /** What it is about: messages about one object never overtake each other. */
  objectId: string;
  /** The vendor's name of the event. */
  type: string;
  /** By the clock of the organization's mode. */
  occurredAt: Date;
  /** Null where the event could not be put into the vendor's words yet. */
  body: string | null;
  /** `failed` was given up on; `skipped` was waiting when its endpoint was turned off. */
  status: 'pending' | 'succeeded' | 'failed' | 'skipped';
  attempts: number;
  nextAttemptAt: Date | null;
  finishedAt: Date | null;
};

/** One attempt to send a message. */
export type WebhookDelivery = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  endpointId: string;
  messageId: string;
  type: string;
  /** From 1 on. */
  attempt: number;
  url: string;
  requestHeaders: Record<string, string>;
  succeeded: boolean;
  /** Null where nothing was answered. */
  httpCode: number | null;
  /** The first 2 KB of the answer, or what went wrong. */
  response: string | null;
  milliseconds: number;
};

/** As long as an endpoint's messages wait for one that fails, be they about whatever. Those about its object wait on. */
export const endpointOrderMilliseconds = 60_000;

export const deliveryTimeoutMilliseconds = 10_000;
