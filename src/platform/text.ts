/** Small questions about text that several APIs ask in the same way. */

/**
 * Whether a text holds what a text column cannot: a NUL character, or half of a surrogate pair.
 *
 * Polar: "This value contains invalid characters". PostgreSQL refuses both in `text` and `jsonb`.
 */
export function hasInvalidCharacters(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

/** The length in Unicode code points, as the vendors count it: an emoji of one code point is 1, not 2. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let index = 0; index + 1 < text.length; index += 1) {
    if (!isHighSurrogate(text.charCodeAt(index)) || !isLowSurrogate(text.charCodeAt(index + 1))) continue;
    length -= 1;
    index += 1;
  }
  return length;
}

/** The text without the blanks around it, or null when nothing else is in it. */
export function trimToNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
