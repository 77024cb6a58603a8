/** PostgreSQL's own types of arrays, by how their members are read. Arrays of other types are read as text. */
const readers: readonly [read: (text: string) => unknown, types: readonly number[]][] = [
  [(text) => text === 't', [1000]],
  // smallint, integer, real, double precision, bigint
  [toNumber, [1005, 1007, 1021, 1022, 1016]],
  // name, text, character varying, uuid, numeric
  [(text) => text, [1003, 1009, 1015, 2951, 1231]],
  // timestamp, date, timestamptz
  [(text) => new Date(text), [1115, 1182, 1185]],
  // json, jsonb
  [(text) => JSON.parse(text), [199, 3807]],
];

function toNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError(`number out of safe range: ${text}`);
  }
  return value;
}

type ArrayType = {
  to: number;
  from: number[];
  serialize: (value: unknown) => string;
  parse: (text: string) => unknown[];
};

/** How the driver reads and writes arrays, by its own names for the types. */
export const arrayTypes: Record<string, ArrayType> = Object.fromEntries(
  readers.flatMap(([read, types]) =>
    types.map((type) => [
      `array_${type}`,
      { to: type, from: [type], serialize: arrayLiteral, parse: (text: string) => parseArray(text, read) },
    ]),
  ),
);

/** For types that the driver knows nothing of, which are the schema's own: enumerations, and arrays of them. */
export const otherTypes: object = new Proxy({}, { has: () => true, get: () => arrayLiteral });

/** An array as PostgreSQL reads it; what is none as its text. */
export function arrayLiteral(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return `{${value.map(memberLiteral).join(',')}}`;
}

function memberLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return arrayLiteral(value);
  const text =
    value instanceof Date
      ? value.toISOString()
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const tokens = /"((?:[^"\\]|\\.)*)"|([{}])|([^{},"]+)/gs;

/** Reads an array as PostgreSQL writes it. */
export function parseArray(text: string, read: (text: string) => unknown): unknown[] {
  const outermost: unknown[] = [];
  let open: unknown[][] = [outermost];
  for (const [, quoted, brace, plain] of text.matchAll(tokens)) {
    const own = open.at(-1) ?? outermost;
    if (brace === '{') {
      const inner: unknown[] = [];
      own.push(inner);
      open.push(inner);
    } else if (brace === '}') open = open.slice(0, -1);
    else if (quoted !== undefined) own.push(read(quoted.replace(/\\(.)/gs, '$1')));
    else own.push(plain === 'NULL' ? null : read(plain ?? ''));
  }
  const [array] = outermost;
  if (!Array.isArray(array)) throw new Error(`Not an array of PostgreSQL's: ${text}`);
  return array;
}
