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
      fields[own] ??= message;
    }
    throw new Problem(error.status, error.code, Object.values(fields)[0] ?? error.message, fields);
  }
}
