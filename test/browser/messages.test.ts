import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';

type Message = string | Record<string, string>;
type Messages = Record<string, Message>;

const web = path.join(import.meta.dirname, '..', '..', 'web');
const languages = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'tr', 'ja'];
const folders = ['checkout/messages', 'portal/messages', 'payment/messages'];

async function messagesIn(folder: string, language: string): Promise<Messages> {
  const file = path.join(web, folder, `${language}.ts`);
  return ((await import(file)) as { messages: Messages }).messages;
}

const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const formsOf = (message: Message) => (typeof message === 'string' ? { other: message } : message);

for (const folder of folders) {
  test(`every language has every text of ${folder}, with its values and its plural forms`, async () => {
    const english = await messagesIn(folder, 'en');
    for (const language of languages) {
      const messages = await messagesIn(folder, language);
      assert.deepEqual(Object.keys(messages).sort(), Object.keys(english).sort(), language);
      const plurals = new Intl.PluralRules(language);
      const { pluralCategories } = plurals.resolvedOptions();
      // What a language needs for millions alone (`many` in Romance ones) may be told by its `other`: nothing here is counted so far.
      const used = new Set(Array.from({ length: 200 }, (_, count) => plurals.select(count)));
      for (const [key, message] of Object.entries(english)) {
        const name = `${folder} ${language} ${key}`;
        const translated = messages[key]!;
        const isCounted = typeof message !== 'string';
        assert.equal(typeof translated !== 'string', isCounted, name);
        for (const [form, text] of Object.entries(formsOf(translated))) {
          // Of one thing a language may say so without the number.
          const isOne = form === 'one' && !text.includes('{count}');
          const names = namesIn(formsOf(message).other!).filter((value) => !isOne || value !== 'count');
          assert.deepEqual(namesIn(text), names, `${name} ${form}`);
          assert.equal(text, text.trim(), name);
        }
        if (!isCounted) continue;
        for (const form of used) assert.ok(form in (translated as object), `${name} has no ${form}`);
        for (const form of Object.keys(translated)) {
          assert.ok(
            pluralCategories.includes(form as Intl.LDMLPluralRule),
            `${name}: no ${form} in ${language}`,
          );
        }
      }
    }
  });

  test(`no sentence of ${folder} is left in English`, async () => {
    const english = await messagesIn(folder, 'en');
    // Of a word or two languages may have the same.
    const sentences = Object.entries(english).filter(
      ([, message]) =>
        typeof message === 'string' &&
        message
          .replaceAll(/\{\w+\}/g, '')
          .trim()
          .split(/\s+/).length > 3,
    );
    assert.ok(sentences.length > 3);
    for (const language of languages) {
      const messages = await messagesIn(folder, language);
      for (const [key, text] of sentences) assert.notEqual(messages[key], text, `${language} ${key}`);
    }
  });
}
