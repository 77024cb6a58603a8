import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawableText } from './drawable-text.ts';
import { loadFonts } from './fonts.ts';
import { scriptsOf } from './scripts.ts';

const missingScripts = (text: string) => scriptsOf(drawableText(text).missing);

test('the fonts cover the alphabets and currency signs that they are shipped for', () => {
  const letters = 'AZaz àéîõüßøłžșğİı ΑΩαω άέή АЯая ЁёЄєЇїҐґЪъ Љљ “„”«»–—…·×− €£¥₹₺₴₽₩₫₱₪₦₡ �';
  assert.deepEqual(missingScripts(letters), []);
  assert.ok(!loadFonts().covered.has('漢'.codePointAt(0)!));
  assert.ok(!loadFonts().covered.has('م'.codePointAt(0)!));
});

test('missing scripts are named once, in the order of the text', () => {
  const cases: [string, string[]][] = [
    ['株式会社', ['Han']],
    ['株式会社クモ。', ['Han', 'Katakana']],
    ['カー・', ['Katakana']],
    ['。', ['Han']],
    ['한국', ['Hangul']],
    ['مرحبا، שלום', ['Arabic', 'Hebrew']],
    ['ไทย, հայ, ქართ', ['Thai', 'Armenian', 'Georgian']],
    ['🚀🇩🇪', ['Emoji']],
    ['\ue000', ['Other']],
    ['Ω Я é', []],
    ['', []],
  ];
  for (const [text, scripts] of cases) assert.deepEqual(missingScripts(text), scripts, text);
});

test('text is made drawable', () => {
  const cases: [string, string][] = [
    ['Ａ１ ﬃ', 'A1 ﬃ'],
    ['e\u0301', 'é'],
    ['a\u202eb\u200bc\u0000d\u00ade', 'abcde'],
    ['tab\tand\r\nline\u2028end', 'tab and\nline\nend'],
    ['漢字 kanji', '\ufffd\ufffd kanji'],
    ['👨‍👩‍👧‍👦!', '\ufffd!'],
    ['\ud800', '\ufffd'],
    [`Z${'\u0336'.repeat(100)}!`, `Z${'\u0336'.repeat(4)}!`],
  ];
  for (const [text, drawable] of cases) assert.equal(drawableText(text).text, drawable);
});
