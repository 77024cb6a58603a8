/** Which characters an e-mail address may not hold, and how a message names them. */

/** Unicode names of the characters without a shape of their own that people do paste. */
const characterNames: ReadonlyMap<string, string> = new Map([
  [' ', 'SPACE'],
  ['\u00a0', 'NO-BREAK SPACE'],
  ['\u00ad', 'SOFT HYPHEN'],
  ['\u0300', 'COMBINING GRAVE ACCENT'],
  ['\u0301', 'COMBINING ACUTE ACCENT'],
  ['\u0302', 'COMBINING CIRCUMFLEX ACCENT'],
  ['\u0303', 'COMBINING TILDE'],
  ['\u0308', 'COMBINING DIAERESIS'],
  ['\u2003', 'EM SPACE'],
  ['\u2009', 'THIN SPACE'],
  ['\u200b', 'ZERO WIDTH SPACE'],
  ['\u200c', 'ZERO WIDTH NON-JOINER'],
  ['\u200d', 'ZERO WIDTH JOINER'],
  ['\u200e', 'LEFT-TO-RIGHT MARK'],
  ['\u200f', 'RIGHT-TO-LEFT MARK'],
  ['\u2028', 'LINE SEPARATOR'],
  ['\u2029', 'PARAGRAPH SEPARATOR'],
  ['\u202a', 'LEFT-TO-RIGHT EMBEDDING'],
  ['\u202b', 'RIGHT-TO-LEFT EMBEDDING'],
  ['\u202c', 'POP DIRECTIONAL FORMATTING'],
  ['\u202d', 'LEFT-TO-RIGHT OVERRIDE'],
  ['\u202e', 'RIGHT-TO-LEFT OVERRIDE'],
  ['\u202f', 'NARROW NO-BREAK SPACE'],
  ['\u2060', 'WORD JOINER'],
  ['\u3000', 'IDEOGRAPHIC SPACE'],
  ['\ufeff', 'ZERO WIDTH NO-BREAK SPACE'],
]);

/** A character as a message shows it: quoted when it is visible, else by its Unicode name or number. */
export function nameCharacter(character: string): string {
  if (character === "'" || character === '\\') return `"${character}"`;
  if (/^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)) return `'${character}'`;
  return characterNames.get(character) ?? characterNumber(character);
}

/** `U+2603`: at least four digits, eight beyond the basic plane. */
function characterNumber(character: string): string {
  const code = character.codePointAt(0)!;
  return `U+${code
    .toString(16)
    .toUpperCase()
    .padStart(code < 0xffff ? 4 : 8, '0')}`;
}

/** "<what>: SPACE, '('." with each character once, in the order of what is shown. */
export function invalidCharactersReason(what: string, characters: readonly string[]): string {
  return `${what}: ${[...new Set(characters.map(nameCharacter))].sort().join(', ')}.`;
}

/**
 * The characters that would make an address show as another one or run into the text around it: blanks, control
 * and formatting characters, and a combining mark in front.
 */
export function findUnsafeCharacters(text: string): string[] {
  const unsafe = new Set(text.match(/^\p{M}|[\p{Z}\p{C}]/gu) ?? []);
  return [...unsafe].sort();
}
