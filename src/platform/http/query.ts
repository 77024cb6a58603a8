import type { TObject } from 'typebox';

/** Every value of every parameter, in the order sent. */
export type RawQuery = ReadonlyMap<string, string[]>;

export function parseQuery(text: string): RawQuery {
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const values = query.get(name);
    if (values) values.push(value);
    else query.set(name, [value]);
  }
  return query;
}

/** The parameters that have a value. */
export function withoutEmptyParameters(query: RawQuery): RawQuery {
  return new Map([...query].filter(([, values]) => values.at(-1) !== ''));
}

type Member = { type?: string; anyOf?: Member[] };

function isOf(member: Member, type: string): boolean {
  return member.type === type || (member.anyOf?.some((branch) => branch.type === type) ?? false);
}

/**
 * The parameters as a query schema names them: repeated ones as a list where the schema has a list (else the last
 * counts), and `name[key]=value` gathered into lists by key where it has an object.
 */
export function shapeQuery(query: RawQuery, schema: TObject): Record<string, unknown> {
  const shaped: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(schema.properties as Record<string, Member>)) {
    if (isOf(member, 'object')) {
      const entries = [...query].flatMap(([key, values]) => {
        const inner =
          key.startsWith(`${name}[`) && key.endsWith(']') ? key.slice(name.length + 1, -1) : undefined;
        return inner === undefined ? [] : [[inner, values] as const];
      });
      if (entries.length > 0) shaped[name] = Object.fromEntries(entries);
      continue;
    }
    const values = query.get(name);
    if (values) shaped[name] = isOf(member, 'array') ? values : values.at(-1);
  }
  return shaped;
}
