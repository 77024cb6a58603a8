import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPlausibleEmail, parseEmail } from './email.ts';

/** The address, or the reason against it. */
function answer(input: string): string {
  const result = parseEmail(input);
  return result.ok ? result.email : result.reason;
}

function check(cases: Record<string, string>): void {
  for (const [input, expected] of Object.entries(cases))
    assert.equal(answer(input), expected, JSON.stringify(input));
}

test('addresses are normalized: the domain in lower case and Unicode, the local part as it is', () => {
  check({
    'a@b.co': 'a@b.co',
    'Ada@Lovelace.DEV': 'Ada@lovelace.dev',
    ' a@b.co\t': 'a@b.co',
    'a@x.example': 'a@x.example',
    "O'Neil+tag@b.co": "O'Neil+tag@b.co",
    'é@b.co': 'é@b.co',
    'e\u0301@e\u0301.co': 'é@é.co',
    '😀@b.co': '😀@b.co',
    'a@xn--bcher-kva.example': 'a@bücher.example',
    'a@XN--BCHER-KVA.co': 'a@bücher.co',
    'a@BÜCHER.example': 'a@bücher.example',
    'a@faß.de': 'a@faß.de',
    'a@b。co': 'a@b.co',
    'a@ｂ.ＣＯ': 'a@b.co',
    'a@xn--e1afmkfd.xn--p1ai': 'a@пример.рф',
    'POSTMASTER@B.co': 'postmaster@b.co',
    'a@0x7f.com': 'a@0x7f.com',
    'a@b--c.co': 'a@b--c.co',
  });
});

test('a display name is left off', () => {
  check({
    'Name <a@b.co>': 'a@b.co',
    'Name<a@b.co>': 'a@b.co',
    '<a@b.co>': 'a@b.co',
    '  Jörg O. <  A@b.co  > ': 'A@b.co',
    '"Doe, Jane" <a@b.co>': 'a@b.co',
    'x, y <a@b.co>': "The display name contains invalid characters when not quoted: ','.",
    'N <a@b.co':
      'An open angle bracket at the start of the email address has to be followed by a close angle bracket at the end.',
    '<a@b.co> x': "There can't be anything after the email address.",
    'N <<a@b.co>>': 'A display name and angle brackets around the email address are not permitted here.',
    'N <>': 'An email address must have an @-sign.',
  });
});

test('reasons about the @-sign and what stands before it', () => {
  check({
    '': 'An email address must have an @-sign.',
    nope: 'An email address must have an @-sign.',
    '@b.co': 'There must be something before the @-sign.',
    'a@': 'There must be something after the @-sign.',
    'a..b@b.co': 'An email address cannot have two periods in a row.',
    '.a@b.co': 'An email address cannot start with a period.',
    'a.@b.co': 'An email address cannot have a period immediately before the @-sign.',
    'a b@b.co': 'The email address contains invalid characters before the @-sign: SPACE.',
    'a,b;(c@b.co': "The email address contains invalid characters before the @-sign: '(', ',', ';'.",
    'a\0b@b.co': 'The email address contains invalid characters before the @-sign: U+0000.',
    '\\@b.co': 'The email address contains invalid characters before the @-sign: "\\".',
    'a\u00a0b@b.co': 'The email address contains unsafe characters: NO-BREAK SPACE.',
    'a\u200bb@b.co': 'The email address contains unsafe characters: ZERO WIDTH SPACE.',
    '\u0301a@b.co': 'The email address contains unsafe characters: COMBINING ACUTE ACCENT.',
    '"a b"@b.co': 'Quoting the part before the @-sign is not allowed here.',
    'a＠b.co': 'The email address has the "full-width" at-sign (@) character instead of a regular at-sign.',
    'a\nb@b.co': 'Carriage return and line feed characters are not allowed',
  });
});

test('reasons about the domain', () => {
  const specialUse =
    'The part after the @-sign is a special-use or reserved name that cannot be used with email.';
  const noTopLevel = 'The part after the @-sign is not valid. It is not within a valid top-level domain.';
  check({
    'a@b': 'The part after the @-sign is not valid. It should have a period.',
    'a@localhost': 'The part after the @-sign is not valid. It should have a period.',
    'a@b..co': 'An email address cannot have two periods in a row.',
    'a@.b.co': 'An email address cannot have a period immediately after the @-sign.',
    'a@b.co.': 'An email address cannot end with a period.',
    'a@-b.co': 'An email address cannot have a hyphen immediately after the @-sign.',
    'a@b-.co': 'An email address cannot have a period and a hyphen next to each other.',
    'a@b@c.co': "The part after the @-sign contains invalid characters: '@'.",
    'a@b_c.co': "The part after the @-sign contains invalid characters: '_'.",
    'a@[127.0.0.1]': 'A bracketed IP address after the @-sign is not allowed here.',
    'a@127.0.0.1': noTopLevel,
    'a@１.２.３.４': noTopLevel,
    'a@☃.net': "The part after the @-sign is invalid (Codepoint U+2603 at position 1 of '☃' not allowed).",
    'a@xn--a.co': 'The part after the @-sign is not valid IDNA.',
    'a@x.test': specialUse,
    'a@x.LOCAL': specialUse,
    'a@x.onion': specialUse,
    'a@x.invalid': specialUse,
    'a@in-addr.arpa': specialUse,
    'a@x.localhost': specialUse,
  });
});

test('lengths are counted in bytes, and the local part has no bound of its own', () => {
  const local = (count: number) => `${'a'.repeat(count)}@b.co`;
  assert.equal(answer(local(249)), local(249));
  assert.equal(answer(local(250)), 'The email address is too long (1 character too many).');
  assert.equal(answer(local(252)), 'The email address is too long (3 characters too many).');
  assert.equal(
    answer(`${'é'.repeat(251)}@b.co`),
    'The email address is too long (126-253 characters too many).',
  );
  assert.equal(
    answer(`a@${'b'.repeat(64)}.co`),
    'After the @-sign, periods cannot be separated by so many characters (1 character too many).',
  );
  assert.equal(
    answer(`a@${'b.'.repeat(126)}co`),
    'The email address is too long after the @-sign (1 character too many).',
  );
  assert.equal(
    answer(`a@${'bücher.'.repeat(30)}de`),
    'The email address is too long after the @-sign (169 bytes too many after IDNA encoding).',
  );
  assert.equal(
    answer(`${'a'.repeat(238)}@bücher.co`),
    'The email address is too long when the part after the @-sign is converted to IDNA ASCII (1 byte too many).',
  );
  assert.equal(answer(local(2044)), 'Length must not exceed 2048 characters');
});

test('any text has an answer, and a normalized address normalizes to itself', () => {
  const piece = fc.constantFrom(
    'a',
    'B',
    '@',
    '.',
    'co',
    '-',
    'xn--',
    '<',
    '>',
    '"',
    ' ',
    'ü',
    'ß',
    '😀',
    '\ud83d',
    '٣',
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        text.map((part) => `a@${part}.co`),
        fc.string({ unit: 'binary' }),
      ),
      (input) => {
        const result = parseEmail(input);
        if (result.ok) assert.deepEqual(parseEmail(result.email), result);
      },
    ),
    { numRuns: 2000 },
  );
});

test('hostile lengths cost nothing', () => {
  const started = performance.now();
  for (const part of ['a', ' ', '"', '" ', '<', '.', '@', 'a.', 'é', '\u00a0']) {
    parseEmail(part.repeat(1_000_000));
    parseEmail(`a@${part.repeat(1000)}>`);
    isPlausibleEmail(`a@${part.repeat(1_000_000)}`);
  }
  assert.ok(performance.now() - started < 2000);
});

test('a plausible address needs no more than a form', () => {
  for (const text of ['a@b.co', 'A.B+c@Sub.Example.test', 'é@b.co', '"a"@b.co'.replaceAll('"', '')]) {
    assert.equal(isPlausibleEmail(text), true, text);
  }
  for (const text of [
    '',
    'nope',
    'a@b',
    '@b.co',
    'a@',
    'a@b..co',
    'a b@c.co',
    'a@b.co\n',
    'a@b@c.co',
    'a\0@b.co',
    '<a@b.co>',
    'a@.co',
  ]) {
    assert.equal(isPlausibleEmail(text), false, text);
  }
});
