import {
  chooseLocale,
  createWords,
  type Language,
  type Messages,
  useWordsOf,
  type Words,
} from '../i18n/words.tsx';
import type { PaymentKey } from '../payment/messages/en.ts';
import type { CheckoutOwnKey } from './messages/en.ts';

export type CheckoutKey = CheckoutOwnKey | PaymentKey;
export type CheckoutWords = Words<CheckoutKey>;

type File = { messages: Messages };

/** Only the language that is read is loaded. */
const own = import.meta.glob<File>('./messages/*.ts');
const ofPayment = import.meta.glob<File>('../payment/messages/*.ts');

async function loadMessages(language: Language): Promise<Messages<CheckoutKey>> {
  const files = await Promise.all([
    own[`./messages/${language}.ts`]!(),
    ofPayment[`../payment/messages/${language}.ts`]!(),
  ]);
  return Object.assign({}, ...files.map(({ messages }) => messages));
}

/** The words of the page in the first of the wished locales that there is. */
export async function loadWords(wished: readonly (string | null | undefined)[]): Promise<CheckoutWords> {
  const chosen = chooseLocale([...wished, ...globalThis.navigator.languages]);
  const words = createWords<CheckoutKey>(chosen, await loadMessages(chosen.language));
  document.documentElement.lang = chosen.locale;
  return words;
}

export const useWords = () => useWordsOf<CheckoutKey>();
