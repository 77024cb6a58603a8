import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderHtml, renderText } from './layout.ts';
import { type MessageKey, messagesByLanguage } from './messages/index.ts';
import { wordsFor } from './words.ts';

const english = messagesByLanguage.en!;
const keys = Object.keys(english) as MessageKey[];
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('there are eleven languages', () => {
  assert.deepEqual(Object.keys(messagesByLanguage).sort(), [
    ...['de', 'en', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt', 'sv', 'tr'],
  ]);
});

for (const [language, messages] of Object.entries(messagesByLanguage)) {
  test(`${language} says all that English says, and puts the same values in`, () => {
    assert.deepEqual(Object.keys(messages).sort(), [...keys].sort());
    for (const key of keys) {
      assert.deepEqual(slots(messages[key]), slots(english[key]), `${language} ${key}`);
      assert.equal(messages[key], messages[key].trim(), `${language} ${key}`);
      assert.notEqual(messages[key], '', `${language} ${key}`);
    }
  });

  test(`${language} has texts of its own`, () => {
    if (language === 'en') return;
    const sentences = keys.filter((key) => english[key].includes(' ') && /Text|Note|Title/.test(key));
    assert.ok(sentences.length > 30);
    assert.deepEqual(
      sentences.filter((key) => messages[key] === english[key]),
      [],
    );
  });
}

test('money, days and rhythms as a locale writes them', () => {
  const day = new Date('2027-03-01T23:30:00Z');
  const shown = (locale: string | null) => {
    const words = wordsFor(locale);
    return [
      words.locale,
      words.price(123_450, 'eur', 'month', 1),
      words.price(500, 'jpy', 'month', 3),
      words.date(day),
    ].map((text) => text.replace(/\s/g, ' '));
  };
  assert.deepEqual(shown('de'), ['de', '1.234,50 € / Monat', '500 ¥ / 3 Monate', '1. März 2027']);
  assert.deepEqual(shown('en_GB'), ['en-GB', '€1,234.50 / month', 'JP¥500 / 3 months', '1 March 2027']);
  assert.deepEqual(shown('pl'), ['pl', '1234,50 € / miesiąc', '500 JPY / 3 miesiące', '1 marca 2027']);
  assert.deepEqual(shown('ja')[3], '2027年3月1日');
  for (const unknown of [null, '', 'tlh', 'not a locale', '__proto__', 'constructor']) {
    assert.deepEqual(shown(unknown)[0], 'en', String(unknown));
  }
});

const frame = {
  language: 'en',
  organizationName: 'Acme & <Sons>',
  logoUrl: 'https://acme.example.com/"><script>.png',
  footer: ['Sent by Acme.'],
  testMode: 'Test mode',
};
const content = {
  subject: '<b>Subject</b>',
  title: '<i>Title</i>',
  paragraphs: ['<u>'],
  code: '<QZ>',
  facts: [{ label: '<l>', value: '<v>' }],
  lines: [{ label: '<n>', value: '<w>' }],
  totals: [{ label: '<t>', value: '<x>' }],
  button: { label: '<g>', url: 'https://example.com/?a="><b>' },
  note: '<s>',
};

test('nothing that is put into a mail becomes HTML, and only the logo is asked for', () => {
  const html = renderHtml(content, frame);
  assert.doesNotMatch(html, /<(b|i|u|QZ|l|v|n|w|t|x|g|s|Sons|script)>/);
  assert.deepEqual(
    [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url),
    [
      'https://acme.example.com/&#34;&#62;&#60;script&#62;.png',
      'https://example.com/?a=&#34;&#62;&#60;b&#62;',
    ],
  );
  assert.doesNotMatch(html, /url\(|@import|<link|<script/);
});

test('as plain text a code, and an address, stands alone on its line', () => {
  const lines = renderText(content, frame).split('\n');
  assert.ok(lines.includes('    <QZ>') && lines.includes('    https://example.com/?a="><b>'));
  assert.ok(lines.includes('[Test mode]') && lines.includes('Sent by Acme.'));
});
