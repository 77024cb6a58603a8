import type { Random } from './random.ts';

/** Texts that have broken servers before. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udc00y',
  '\u202e\u200b\ufeff',
  '💳'.repeat(300),
  'é'.repeat(600),
  "'; drop table customers; --",
  '${7*7}{{7*7}}<%= 7 %>',
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '..%2f..%2f',
  '%00%ff%',
  'a\r\nSet-Cookie: x=1',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '-1',
  '1e999',
  '9'.repeat(400),
  '2026-02-30T25:61:61Z',
  '9999-12-31T23:59:59.999999Z',
  '+275760-09-13T00:00:00.001Z',
  '0001-01-01T00:00:00Z',
  'http://169.254.169.254/latest',
  'javascript:alert(1)',
  'ftp://example.com',
  'customer@example.com',
  'a@b',
  `${'a'.repeat(300)}@example.com`,
  'x'.repeat(5000),
  '00000000-0000-4000-8000-000000000000',
  '00000000-0000-1000-8000-000000000000',
  'cus_000000000000000000000',
  'cust_zzzzzzzzzzzzzzzzzzzzz',
];

const hostileNumbers: readonly number[] = [
  0,
  -0,
  -1,
  1,
  1.5,
  50,
  99_999_999,
  2 ** 31,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53),
  1e21,
  1e308,
  -1e308,
  5e-324,
];

type Schema = {
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  prefixItems?: Schema[];
  additionalProperties?: Schema | boolean;
  format?: string;
  minimum?: number;
  exclusiveMinimum?: number;
};

/** A value of no type in particular. */
export function hostileValue(random: Random, depth = 0): unknown {
  switch (random.below(depth > 2 ? 5 : 9)) {
    case 0:
      return random.pick(hostileTexts);
    case 1:
      return random.pick(hostileNumbers);
    case 2:
      return random.chance(0.5);
    case 3:
      return null;
    case 4:
      return '';
    case 5:
      return Array.from({ length: random.below(4) }, () => hostileValue(random, depth + 1));
    case 6:
      return JSON.parse(
        `{"__proto__":{"polluted":1},"constructor":${JSON.stringify(random.pick(hostileTexts))}}`,
      );
    case 7:
      return JSON.parse('['.repeat(50) + ']'.repeat(50));
    default:
      return { [random.pick(hostileTexts)]: hostileValue(random, depth + 1) };
  }
}

const plausible: Record<string, (random: Random) => unknown> = {
  email: (random) => `buyer${random.below(1000)}@example.com`,
  'date-time': () => '2026-05-17T10:00:00Z',
  uri: () => 'https://example.com/return',
};

/** A value for a schema: mostly of the right shape, here and there (by `spite`) anything at all. */
export function valueFor(
  schema: Schema,
  random: Random,
  spite: number,
  known: (name: string) => unknown,
  name = '',
): unknown {
  if (random.chance(spite)) return hostileValue(random);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return valueFor(random.pick(branches), random, spite, known, name);
  if ('const' in schema) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  switch (schema.type) {
    case 'object':
      return objectFor(schema, random, spite, known);
    case 'array': {
      const items = schema.prefixItems ?? Array.from({ length: random.below(3) }, () => schema.items ?? {});
      return items.map((item) => valueFor(item, random, spite, known, name));
    }
    case 'integer':
    case 'number':
      return random.chance(0.3) ? random.pick(hostileNumbers) : (schema.minimum ?? 0) + random.below(5000);
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    case 'string':
      return (
        known(name) ??
        plausible[schema.format ?? '']?.(random) ??
        random.pick(['US', 'DE', 'usd', 'Name', 'en', 'x1', 'CA'])
      );
    default:
      return hostileValue(random);
  }
}

function objectFor(schema: Schema, random: Random, spite: number, known: (name: string) => unknown): unknown {
  const entries = Object.entries(schema.properties ?? {})
    .filter(([name]) => (schema.required?.includes(name) ? random.chance(0.97) : random.chance(0.6)))
    .map(([name, member]): [string, unknown] => [name, valueFor(member, random, spite, known, name)]);
  if (typeof schema.additionalProperties === 'object') {
    const count = random.chance(0.05) ? 60 : random.below(3);
    for (let index = 0; index < count; index++) {
      entries.push([`key${index}`, valueFor(schema.additionalProperties, random, spite, known)]);
    }
  }
  if (random.chance(0.05)) entries.push([random.pick(hostileTexts), hostileValue(random)]);
  return Object.fromEntries(entries);
}
