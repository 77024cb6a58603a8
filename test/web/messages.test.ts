import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

type Forms = Record<string, string>;
type Messages = Record<string, string | Forms>;

const web = path.join(import.meta.dirname, '../../web');
const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'tr', 'ja'];

/** By a path that is made, because these files are of the pages' own project. */
async function messagesOf(area: string, language: string): Promise<Messages> {
  const file = path.join(web, area, 'messages', `${language}.ts`);
  return ((await import(file)) as { messages: Messages }).messages;
}

const textsOf = (message: string | Forms) =>
  typeof message === 'string' ? [message] : Object.values(message);

/** The names in a text, each once; a plural form may say its count in words. */
function namesIn(message: string | Forms, hasForms: boolean): string[] {
  const names = textsOf(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!));
  return [...new Set(names)].filter((name) => !hasForms || name !== 'count').sort();
}

/** The forms that a language has for whole numbers as people have them. */
function formsOf(language: string): Set<string> {
  const rules = new Intl.PluralRules(language);
  return new Set(Array.from({ length: 201 }, (_, count) => rules.select(count)));
}

for (const area of ['checkout', 'portal', 'payment']) {
  test(`the messages of ${area} are whole in every language`, async () => {
    const files = readdirSync(path.join(web, area, 'messages'));
    assert.deepEqual(files.sort(), languages.map((language) => `${language}.ts`).sort());
    const english = await messagesOf(area, 'en');
    for (const language of languages) {
      const messages = await messagesOf(area, language);
      assert.deepEqual(Object.keys(messages).sort(), Object.keys(english).sort(), language);
      const known = new Set(new Intl.PluralRules(language).resolvedOptions().pluralCategories as string[]);
      for (const [key, message] of Object.entries(messages)) {
        const where = `${language} ${key}`;
        const original = english[key]!;
        const hasForms = typeof original !== 'string';
        assert.equal(typeof message !== 'string', hasForms, where);
        assert.deepEqual(namesIn(message, hasForms), namesIn(original, hasForms), where);
        for (const text of textsOf(message)) {
          assert.equal(text, text.trim(), where);
          assert.notEqual(text, '', where);
        }
        if (typeof message === 'string') continue;
        for (const form of Object.keys(message)) assert.ok(known.has(form), `${where}: ${form}`);
        for (const form of formsOf(language)) assert.ok(form in message, `${where}: ${form} is missing`);
      }
    }
  });

  test(`the messages of ${area} are not left in English`, async () => {
    const english = await messagesOf(area, 'en');
    // Of one word two languages may have the same, of a sentence not.
    const sentences = Object.entries(english).flatMap(([key, message]) =>
      typeof message === 'string' &&
      message
        .replaceAll(/\{\w+\}/g, '')
        .trim()
        .split(/\s+/).length > 3
        ? [[key, message] as const]
        : [],
    );
    assert.ok(sentences.length > 3);
    for (const language of languages.slice(1)) {
      const messages = await messagesOf(area, language);
      for (const [key, text] of sentences) assert.notEqual(messages[key], text, `${language} ${key}`);
    }
  });
}
