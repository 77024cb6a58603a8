import { Problem } from '../../api/problem.ts';

/** What the API puts into the path of a field beside the names of fields: which kind of value it took it for. */
const tags = new Set([
  'fixed',
  'percentage',
  'custom',
  'free',
  'seat_based',
  'unit_based',
  'metered_unit',
  'text',
  'number',
  'date',
  'checkbox',
  'select',
  'constrained-str',
  'int',
  'float',
  'bool',
]);

/** The API's words that name types, as people say them. */
const plainWords: readonly [RegExp, string][] = [
  [/^Value error, /, ''],
  [/^Field required$/, 'This is needed.'],
  [/^String should have at least 1 character$/, 'This is needed.'],
  [/^String should have at least (\d+) characters$/, 'At least $1 characters are needed.'],
  [/^String should have at most (\d+) characters?$/, 'At most $1 characters are allowed.'],
  [/^Input should be greater than or equal to (-?[\d.]+)$/, 'At least $1 is needed.'],
  [/^Input should be less than or equal to (-?[\d.]+)$/, 'At most $1 is allowed.'],
  [/^Input should be greater than (-?[\d.]+)$/, 'More than $1 is needed.'],
  [/^Input should be a valid URL.*$/, 'Write a whole address, such as https://example.com.'],
  [/^String should match pattern '\^\[a-z0-9-_\]\+\$'$/, 'Only small letters, digits, - and _.'],
];

const plain = (message: string) =>
  plainWords.reduce((text, [words, said]) => text.replace(words, said), message);

/**
 * Lets a call fail with the fields' own paths. A body that may be of several kinds is refused as each of them: `variant` is
 * the one that was meant.
 *
 * @throws Problem
 */
export async function untangled<Answer>(call: Promise<Answer>, variant?: string): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const fields: Record<string, string> = {};
    for (const [path, message] of Object.entries(error.fields)) {
      const [first = '', ...rest] = path.split('.');
      const isVariant = /^[A-Z]/.test(first);
      if (isVariant && variant !== undefined && first !== variant) continue;
      const own = (isVariant ? rest : [first, ...rest]).filter((part) => !tags.has(part)).join('.');
      fields[own] ??= plain(message);
    }
    throw new Problem(error.status, error.code, Object.values(fields)[0] ?? error.message, fields);
  }
}
