import { useWordsOf } from '../i18n/words.tsx';
import type { PaymentKey } from '../payment/messages/en.ts';
import type { PortalKey } from './messages/en.ts';

/** All that the portal says, its card form included. */
export type Key = PortalKey | PaymentKey;

export const useWords = () => useWordsOf<Key>();
