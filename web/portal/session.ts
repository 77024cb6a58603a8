import { useSyncExternalStore } from 'react';
import { callWith, florin, polar } from '../api/client.ts';
import { slug, takeFromAddress } from './place.ts';

/** Why nobody is signed in, where somebody was. */
export type Ending = 'expired' | 'signed_out';

type Session = { token: string | undefined; ending: Ending | undefined };

/**
 * The token is kept for this tab alone, for as long as it is open: it survives a reload, and neither another tab nor the next
 * person at the computer finds it. A cookie would go with requests of other sites, too. It is good for an hour.
 */
const key = `florin.portal.session.${slug}`;

/** Whose portal it is, as far as anybody said: by the address of the page, or by having been signed in. */
let email: string | undefined;

export const knownEmail = (): string | undefined => email;

export function rememberEmail(given: string): void {
  email = given;
}

let session: Session = { token: sessionStorage.getItem(key) ?? undefined, ending: undefined };
const listeners = new Set<() => void>();

/** Asked before anybody who reads is told. */
export function onSessionChange(listener: () => void): void {
  listeners.add(listener);
}

function change(next: Session): void {
  session = next;
  if (next.token === undefined) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, next.token);
  for (const listener of listeners) listener();
}

export function beginSession(token: string): void {
  change({ token, ending: undefined });
}

export function endSession(ending: Ending): void {
  if (session.token !== undefined) change({ token: undefined, ending });
}

/** Ends the session on the server, too, as far as that is reached. */
export async function signOut(): Promise<void> {
  await florin.DELETE('/florin/v1/customer-portal/session').catch(() => undefined);
  email = undefined;
  endSession('signed_out');
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => session);
}

/** Lets every call be made in the session, and notices when the server does not know it any more. Called once, first. */
export function startSession(): void {
  const { customer_session_token: token, email: given } = takeFromAddress('customer_session_token', 'email');
  email = given;
  if (token) beginSession(token);
  callWith(
    (): Record<string, string> =>
      session.token === undefined ? {} : { Authorization: `Bearer ${session.token}` },
  );
  const notice = {
    onResponse({ request, response }: { request: Request; response: Response }) {
      // A login code that is wrong is refused as well, but not for its bearer.
      const isRefused = response.status === 401 && response.headers.has('www-authenticate');
      const isOurs = request.headers.get('authorization') === `Bearer ${session.token}`;
      if (isRefused && isOurs) endSession('expired');
    },
  };
  polar.use(notice);
  florin.use(notice);
}
