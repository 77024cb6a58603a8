import { isFramed } from './place.ts';

type Message =
  | { event: 'loaded' | 'confirmed' | 'close' }
  | { event: 'success'; successURL: string; redirect: boolean };

/** Ours, and the name that Polar's own script listens for. */
const types = ['FLORIN_CHECKOUT', 'POLAR_CHECKOUT'];

let hearer: string | null = null;

/** The origin that may hear of the checkout: the one that the merchant allowed, whoever holds the frame. */
export function tellOnly(origin: string | null): void {
  hearer = origin;
}

/** Tells the page around what has happened; nobody where there is none, or not the allowed one. */
export function tellPageAround(message: Message): void {
  if (!isFramed || hearer === null) return;
  for (const type of types) globalThis.parent.postMessage({ ...message, type }, hearer);
}
