/** A character that JSON does not allow where it stands; `offset` counts UTF-16 units from the start of the text. */
export type JsonError = { reason: string; offset: number };

class Wrong extends Error {
  readonly offset: number;
  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

const blanks = /[ \t\n\r]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** Neither a control character nor a quotation mark or backslash. */
const plainText = /[ !#-[\]-\uffff]*/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The end of what a sticky pattern matches at a place; the place itself where it does not match. */
function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

/**
 * Where a text stops being JSON, and what was to stand there; undefined for JSON. JSON.parse leaves out the place in some
 * of its messages. Recursive: for texts whose depth is bounded.
 */
export function findJsonError(text: string): JsonError | undefined {
  try {
    const end = skipBlanks(text, endOfValue(text, skipBlanks(text, 0)));
    return end < text.length ? { reason: 'Extra data', offset: end } : undefined;
  } catch (error) {
    if (error instanceof Wrong) return { reason: error.message, offset: error.offset };
    throw error;
  }
}

function skipBlanks(text: string, from: number): number {
  return endOf(blanks, text, from);
}

function endOfValue(text: string, from: number): number {
  if (text[from] === '{') return endOfObject(text, from);
  if (text[from] === '[') return endOfArray(text, from);
  if (text[from] === '"') return endOfText(text, from);
  const end = endOf(scalar, text, from);
  if (end === from) throw new Wrong('Expecting value', from);
  return end;
}

function endOfText(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    at = endOf(plainText, text, at);
    if (text[at] === '"') return at + 1;
    if (at >= text.length) throw new Wrong('Unterminated string starting at', from);
    const end = endOf(escapeSequence, text, at);
    if (end === at)
      throw new Wrong(text[at] === '\\' ? 'Invalid \\escape' : 'Invalid control character at', at);
    at = end;
  }
}

function endOfArray(text: string, from: number): number {
  let at = skipBlanks(text, from + 1);
  if (text[at] === ']') return at + 1;
  for (;;) {
    at = skipBlanks(text, endOfValue(text, at));
    if (text[at] === ']') return at + 1;
    if (text[at] !== ',') throw new Wrong("Expecting ',' delimiter", at);
    at = skipBlanks(text, at + 1);
  }
}

function endOfObject(text: string, from: number): number {
  let at = skipBlanks(text, from + 1);
  if (text[at] === '}') return at + 1;
  for (;;) {
    if (text[at] !== '"') throw new Wrong('Expecting property name enclosed in double quotes', at);
    at = skipBlanks(text, endOfText(text, at));
    if (text[at] !== ':') throw new Wrong("Expecting ':' delimiter", at);
    at = skipBlanks(text, endOfValue(text, skipBlanks(text, at + 1)));
    if (text[at] === '}') return at + 1;
    if (text[at] !== ',') throw new Wrong("Expecting ',' delimiter", at);
    at = skipBlanks(text, at + 1);
  }
}
