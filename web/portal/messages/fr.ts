import type { Messages } from '../../i18n/words.tsx';
import { messages as english, type PortalKey } from './en.ts';

export const messages: Messages<PortalKey> = { ...english };
