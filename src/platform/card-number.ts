/**
 * Finding payment card numbers where none may be: in names, notes and metadata. A number that a person pasted
 * there must be refused before it is stored, or the whole database falls under the card industry's rules.
 */

/** Issuers' leading digits with the lengths of their numbers. Visa's old 13 digits are out of use. */
const issuers: readonly { leading: RegExp; lengths: readonly number[] }[] = [
  { leading: /^4/, lengths: [16, 19] }, // Visa
  { leading: /^3[47]/, lengths: [15] }, // American Express
  { leading: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] }, // Mastercard
  { leading: /^(?:6011|64[4-9]|65)/, lengths: [16] }, // Discover
  { leading: /^35(?:2[89]|[3-8])/, lengths: [16] }, // JCB
  { leading: /^(?:30[0-5]|3095|3[689])/, lengths: [14] }, // Diners Club
  { leading: /^(?:62|81[0-7])/, lengths: [16, 17, 18, 19] }, // UnionPay
];

const shortest = 14;
const blank = '[ \\u00a0-]';
/** Not the inside of a word, a hash, a UUID or a decimal fraction. */
const before = '(?<![\\p{L}\\p{N}_-]|\\p{N}[.,])';
const after = '(?![\\p{L}\\p{N}_-]|[.,]\\p{N})';
const run = (length: number) => `\\d{${length}}`;
const grouped = (...lengths: number[]) => lengths.map(run).join(blank);

/**
 * The ways a card number is written. The 19 digits in groups stand apart because they begin as 16 do: the last
 * three may as well be the security code.
 */
const spellings: readonly RegExp[] = [
  [`\\d{${shortest},19}`, grouped(4, 4, 4, 4), grouped(4, 6, 5), grouped(4, 6, 4)],
  [grouped(4, 4, 4, 4, 3)],
].map((shapes) => new RegExp(`${before}(?:${shapes.join('|')})${after}`, 'gu'));

/**
 * Whether a text holds what looks like a real card number: an issuer's leading digits and length, a right
 * check digit, in one piece or in the usual groups, and standing by itself.
 *
 * Takes time in proportion to the text's length.
 */
export function containsCardNumber(text: string): boolean {
  if (text.length < shortest) return false;
  for (const spelling of spellings) {
    spelling.lastIndex = 0;
    for (let match = spelling.exec(text); match !== null; match = spelling.exec(text)) {
      if (isCardNumber(match[0].replace(/\D/g, ''))) return true;
      // Another one may begin with the second group of this one.
      spelling.lastIndex = match.index + 1;
    }
  }
  return false;
}

function isCardNumber(digits: string): boolean {
  const issued = issuers.some(
    ({ leading, lengths }) => lengths.includes(digits.length) && leading.test(digits),
  );
  return issued && hasLuhnCheckDigit(digits);
}

function hasLuhnCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const weighted = index % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

type Path = (string | number)[];
type Node = { value: unknown; key: string | number; parent: Node | null };

/**
 * The path of the first card number in a parsed JSON body, or null.
 *
 * Looks at strings, at whole numbers and at members' names; for a name the path is that of the object around
 * it, so that the answer never repeats the number. (Whole numbers of more than 15 or 16 digits have lost their
 * last ones in JSON.parse and are not recognized for certain.)
 *
 * @param allowed says of a path that a card number belongs there
 */
export function findCardNumber(
  body: unknown,
  allowed: (path: readonly (string | number)[]) => boolean,
): Path | null {
  const stack: Node[] = [{ value: body, key: '', parent: null }];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (holdsCardNumber(node.value)) {
      const path = pathOf(node);
      if (!allowed(path)) return path;
    }
    pushChildren(node, stack);
  }
  return null;
}

function holdsCardNumber(value: unknown): boolean {
  if (typeof value === 'string') return containsCardNumber(value);
  if (typeof value === 'number') return Number.isInteger(value) && containsCardNumber(String(value));
  return isPlainObject(value) && Object.keys(value).some(containsCardNumber);
}

/** Puts what `node` holds on the stack, its first child on top. */
function pushChildren(node: Node, stack: Node[]): void {
  const { value } = node;
  if (Array.isArray(value)) {
    for (let key = value.length - 1; key >= 0; key -= 1) stack.push({ value: value[key], key, parent: node });
  } else if (isPlainObject(value)) {
    for (const key of Object.keys(value).reverse()) stack.push({ value: value[key], key, parent: node });
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pathOf(node: Node): Path {
  const path: Path = [];
  for (let step: Node = node; step.parent !== null; step = step.parent) path.push(step.key);
  return path.reverse();
}
