import { loadFonts } from './fonts.ts';

/** Drawn in place of what the font lacks. */
export const replacement = '\ufffd';

/** More marks than any writing puts on one letter would paint over the lines above and below. */
const marksPerLetter = 4;

/** Controls (but line ends and tabs), direction and width marks, variation selectors: nothing that is seen. */
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Variation_Selector}]/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The text as the font can draw it, and the characters that it cannot. What is not seen is taken out; a character
 * that the font lacks becomes its plain equivalent where there is one (`Ａ` is `A`), else one `replacement` for
 * each letter as a reader counts them.
 */
export function drawableText(text: string): { text: string; missing: string[] } {
  const { covered } = loadFonts();
  const missing: string[] = [];
  let drawable = '';
  const normalized = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\v\f]/g, '\n');
  for (const { segment } of graphemes.segment(normalized)) {
    drawable += drawableGrapheme(segment, covered, missing);
  }
  return { text: drawable, missing };
}

function drawableGrapheme(grapheme: string, covered: ReadonlySet<number>, missing: string[]): string {
  let drawable = '';
  let marks = 0;
  let replaced = false;
  for (const character of grapheme) {
    if (character === '\n' || character === '\t') return character === '\n' ? '\n' : ' ';
    if (unseen.test(character)) continue;
    if (/\p{M}/u.test(character) && ++marks > marksPerLetter) continue;
    const plain = plainEquivalent(character, covered);
    if (plain !== undefined) {
      drawable += plain;
    } else {
      missing.push(character);
      if (!replaced) drawable += replacement;
      replaced = true;
    }
  }
  return drawable;
}

function plainEquivalent(character: string, covered: ReadonlySet<number>): string | undefined {
  if (covered.has(character.codePointAt(0)!)) return character;
  const plain = character.normalize('NFKC');
  return [...plain].every((part) => covered.has(part.codePointAt(0)!)) ? plain : undefined;
}
