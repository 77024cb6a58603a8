import { type ReactNode, useSyncExternalStore } from 'react';
import {
  chooseLocale,
  createWords,
  type Language,
  type Messages,
  type Words,
  WordsProvider,
} from '../i18n/words.tsx';
import type { PaymentKey } from '../payment/messages/en.ts';
import type { PortalKey } from './messages/en.ts';
import { takeFromAddress } from './place.ts';
import type { Key } from './words.ts';

type Part<Name extends string> = Promise<{ messages: Messages<Name> }>;

/** Each language is loaded when it is first spoken. */
const parts: Record<Language, () => [Part<PortalKey>, Part<PaymentKey>]> = {
  en: () => [import('./messages/en.ts'), import('../payment/messages/en.ts')],
  de: () => [import('./messages/de.ts'), import('../payment/messages/de.ts')],
  fr: () => [import('./messages/fr.ts'), import('../payment/messages/fr.ts')],
  es: () => [import('./messages/es.ts'), import('../payment/messages/es.ts')],
  it: () => [import('./messages/it.ts'), import('../payment/messages/it.ts')],
  pt: () => [import('./messages/pt.ts'), import('../payment/messages/pt.ts')],
  nl: () => [import('./messages/nl.ts'), import('../payment/messages/nl.ts')],
  pl: () => [import('./messages/pl.ts'), import('../payment/messages/pl.ts')],
  sv: () => [import('./messages/sv.ts'), import('../payment/messages/sv.ts')],
  tr: () => [import('./messages/tr.ts'), import('../payment/messages/tr.ts')],
  ja: () => [import('./messages/ja.ts'), import('../payment/messages/ja.ts')],
};

/** Where a choice is kept: one made in the portal for good, one of an address for as long as the tab is open. */
const key = 'florin.portal.locale';

let words: Words<Key> | undefined;
/** What the customer's own record says, once that is known. */
let customerLocale: string | null = null;
const listeners = new Set<() => void>();

function wishes(): (string | null)[] {
  const chosen = sessionStorage.getItem(key) ?? localStorage.getItem(key);
  // A language alone gets the region that the reader has with it.
  const withRegion = navigator.languages.find((one) => chosen && one.startsWith(`${chosen}-`));
  return [withRegion ?? null, chosen, customerLocale, ...navigator.languages];
}

async function speak(): Promise<void> {
  const chosen = chooseLocale(wishes());
  if (words?.locale === chosen.locale) return;
  const [portal, payment] = await Promise.all(parts[chosen.language]());
  words = createWords<Key>(chosen, { ...portal.messages, ...payment.messages });
  document.documentElement.lang = chosen.locale;
  for (const listener of listeners) listener();
}

/** Finds out what to speak: what the address asks for, what was chosen, or what the browser says. Called once, first. */
export async function startLanguage(): Promise<void> {
  const { locale } = takeFromAddress('locale');
  if (locale) sessionStorage.setItem(key, locale);
  await speak();
}

/** Goes by the customer's own language from now on, unless another was chosen. */
export async function goByCustomerLocale(locale: string | null): Promise<void> {
  customerLocale = locale;
  await speak();
}

export async function chooseLanguage(language: Language): Promise<void> {
  sessionStorage.setItem(key, language);
  localStorage.setItem(key, language);
  await speak();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function LanguageProvider({ children }: { children: ReactNode }) {
  const spoken = useSyncExternalStore(subscribe, () => words);
  return spoken && <WordsProvider words={spoken}>{children}</WordsProvider>;
}
