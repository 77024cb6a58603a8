import { createContext, type ReactNode, use, useSyncExternalStore } from 'react';
import type { Branding, PaymentSetting } from './checkout-api.ts';
import type { Session, SessionState } from './session.ts';

type Known = { session: Session; branding: Branding; payment: PaymentSetting };

const KnownContext = createContext<Known | undefined>(undefined);

export function SessionProvider({ value, children }: { value: Known; children: ReactNode }) {
  return <KnownContext value={value}>{children}</KnownContext>;
}

/** What the page is about, and the way to change it. */
export function useKnown(): Known {
  const known = use(KnownContext);
  if (!known) throw new Error('There is no checkout above this component.');
  return known;
}

export function useSession(): Session & SessionState {
  const { session } = useKnown();
  const state = useSyncExternalStore(session.subscribe, session.get);
  return { ...session, ...state };
}
