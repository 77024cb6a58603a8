import type { Static, TSchema, TUnsafe } from 'typebox';
import { codePointLength, hasInvalidCharacters } from './text.ts';

/**
 * Checks a value against a TypeBox schema and gives back either the cleaned value or everything that is wrong with it,
 * in the order of the schema's fields.
 *
 * Why not a stock validator: the three vendors answer bad input in three different languages (and each expects all errors
 * of a request, in schema order, with the offending value). A dialect turns these neutral issues into its vendor's words;
 * the same schemas make the OpenAPI documents.
 */
export type Path = readonly (string | number)[];

export type TypeName = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'null';

export type Issue = { path: Path; input: unknown } & (
  | { kind: 'missing'; parent: unknown; expected: TypeName | 'enum' | 'union' }
  /** `format` tells more of what was expected: a text's format, or whether an object is one of named `members` or a `map`. */
  | { kind: 'type'; expected: TypeName; format?: string }
  /** A text that was to be read as a number or boolean and is none. */
  | { kind: 'parsing'; expected: TypeName }
  | { kind: 'enum'; options: readonly unknown[] }
  | { kind: 'too_short' | 'too_long'; limit: number; actual: number; of: 'string' | 'array' | 'object' }
  | { kind: 'too_small' | 'too_large'; limit: number; exclusive: boolean }
  | { kind: 'pattern'; pattern: string }
  | { kind: 'extra' }
  /** A NUL or half a surrogate pair, which no text column can hold. */
  | { kind: 'characters' }
  | { kind: 'key'; key: string; issue: Issue }
  | { kind: 'tag'; tag: string | undefined; discriminator: string; options: readonly string[] }
  | { kind: 'union'; branches: readonly { label: string; issues: readonly Issue[] }[] }
  /** A rule of the schema's own (see `parsed`): `type` and `reason` are that rule's. */
  | { kind: 'rule'; type: string; reason: string; context?: Record<string, unknown> }
);

export type CheckOptions = {
  /** Read numbers and booleans out of texts: always for queries; in bodies where the vendor does so. */
  coerce?: boolean;
  /** By which of its vendor's contracts: what a schema's own rules are told. */
  contract?: string;
};

export type Checked<T> = { ok: true; value: T } | { ok: false; issues: Issue[] };

export type ParseOutcome<T = unknown> =
  | { value: T }
  | {
      value?: never;
      type: string;
      reason: string;
      context?: Record<string, unknown>;
      /** Where in the value, and what stands there: told instead of the whole of it. */
      path?: Path;
      input?: unknown;
    };

type Parse<I, T> = (value: I, contract: string | undefined) => ParseOutcome<T>;

const parseKey = Symbol('parse');
const describedKey = Symbol('described');
const openKey = Symbol('open');
const aliasKey = Symbol('alias');

/** The schema with a rule of its own, run when the rest holds: it may replace the value (trimmed, lower-cased) or refuse it. */
export function parsed<S extends TSchema, T = Static<S>>(schema: S, parse: Parse<Static<S>, T>): TUnsafe<T> {
  return { ...schema, [parseKey]: parse } as unknown as TUnsafe<T>;
}

/** A value that a rule alone decides on, whatever its type: the schema is only how the documents show it. */
export function described<T>(schema: TSchema, parse: Parse<unknown, T>): TUnsafe<T> {
  return { ...schema, [parseKey]: parse, [describedKey]: true } as unknown as TUnsafe<T>;
}

/** The object schema that keeps members it does not know. */
export function open<S extends TSchema>(schema: S): S {
  return { ...schema, [openKey]: true };
}

/** The schema of a member that is also taken under another name: where its own is missing, and told of by that name. */
export function aliased<S extends TSchema>(schema: S, alias: string): S {
  return { ...schema, [aliasKey]: alias };
}

type Node = {
  type?: TypeName;
  title?: string;
  format?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: Node[];
  oneOf?: Node[];
  discriminator?: Discriminator;
  properties?: Record<string, Node>;
  required?: readonly string[];
  additionalProperties?: boolean | Node;
  propertyNames?: Node;
  items?: Node;
  prefixItems?: Node[];
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minLength?: number;
  maxLength?: number;
  maxProperties?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  default?: unknown;
  [parseKey]?: Parse<unknown, unknown>;
  [describedKey]?: boolean;
  [openKey]?: boolean;
  [aliasKey]?: string;
};

/**
 * Which member tells the branches of a union apart; `default` where it is left out (as in the branch's own schema of the
 * member); `inPath` where paths name the branch; `name` where issues call the member by another name.
 */
type Discriminator = { propertyName: string; default?: string; inPath?: boolean; name?: string };

type Walk = { coerce: boolean; contract: string | undefined; issues: Issue[] };

/** Of a list or map no more is looked at once so much is wrong: a body of millions of bad entries is not answered in full. */
const enoughIssues = 100;

export function check<S extends TSchema>(
  schema: S,
  input: unknown,
  options: CheckOptions = {},
): Checked<Static<S>> {
  const walk: Walk = { coerce: options.coerce ?? false, contract: options.contract, issues: [] };
  const value = visit(schema as Node, input, [], walk);
  return walk.issues.length === 0
    ? { ok: true, value: value as Static<S> }
    : { ok: false, issues: walk.issues };
}

function visit(node: Node, input: unknown, path: Path, walk: Walk): unknown {
  const before = walk.issues.length;
  const value = node[describedKey] ? input : visitPlain(node, input, path, walk);
  const parse = node[parseKey];
  if (parse === undefined || walk.issues.length > before) return value;
  const outcome = parse(value, walk.contract);
  if (!('type' in outcome)) return outcome.value;
  const { type, reason, context } = outcome;
  const told = 'input' in outcome ? outcome.input : input;
  walk.issues.push({
    kind: 'rule',
    type,
    reason,
    context,
    path: [...path, ...(outcome.path ?? [])],
    input: told,
  });
  return undefined;
}

function visitPlain(node: Node, input: unknown, path: Path, walk: Walk): unknown {
  const branches = node.anyOf ?? node.oneOf;
  if (branches) return visitUnion(node, branches, input, path, walk);
  if ('const' in node) return visitEnum([node.const], input, path, walk);
  if (node.enum) return visitEnum(node.enum, input, path, walk);
  switch (node.type) {
    case 'string':
      return visitString(node, input, path, walk);
    case 'integer':
    case 'number':
      return visitNumber(node, input, path, walk);
    case 'boolean':
      return visitBoolean(input, path, walk);
    case 'null':
      if (input !== null) walk.issues.push({ kind: 'type', expected: 'null', path, input });
      return null;
    case 'array':
      return visitArray(node, input, path, walk);
    case 'object':
      return visitObject(node, input, path, walk);
    default:
      return input;
  }
}

function visitEnum(options: readonly unknown[], input: unknown, path: Path, walk: Walk): unknown {
  if (!options.includes(input)) walk.issues.push({ kind: 'enum', options, path, input });
  return input;
}

function visitString(node: Node, input: unknown, path: Path, walk: Walk): unknown {
  if (typeof input !== 'string') {
    walk.issues.push({ kind: 'type', expected: 'string', format: node.format, path, input });
    return undefined;
  }
  if (hasInvalidCharacters(input)) {
    walk.issues.push({ kind: 'characters', path, input });
    return undefined;
  }
  if (node.minLength !== undefined || node.maxLength !== undefined) {
    const actual = codePointLength(input);
    if (node.minLength !== undefined && actual < node.minLength) {
      walk.issues.push({ kind: 'too_short', limit: node.minLength, actual, of: 'string', path, input });
    } else if (node.maxLength !== undefined && actual > node.maxLength) {
      walk.issues.push({ kind: 'too_long', limit: node.maxLength, actual, of: 'string', path, input });
    }
  }
  if (node.pattern !== undefined && !new RegExp(node.pattern, 'u').test(input)) {
    walk.issues.push({ kind: 'pattern', pattern: node.pattern, path, input });
  }
  return input;
}

const numberText = /^\s*[+-]?\d+(\.\d+)?\s*$/;

function visitNumber(node: Node, input: unknown, path: Path, walk: Walk): unknown {
  const expected = node.type as 'integer' | 'number';
  let value = input;
  if (walk.coerce && typeof input === 'string') {
    const fits = numberText.test(input) && (expected === 'number' || Number.isInteger(Number(input)));
    if (!fits) {
      walk.issues.push({ kind: 'parsing', expected, path, input });
      return undefined;
    }
    value = Number(input);
  }
  if (typeof value !== 'number' || (expected === 'integer' && !Number.isInteger(value))) {
    walk.issues.push({ kind: 'type', expected, path, input });
    return undefined;
  }
  const outOfRange = rangeIssue(node, value);
  if (outOfRange) walk.issues.push({ ...outOfRange, path, input });
  return value;
}

function rangeIssue(
  node: Node,
  value: number,
): { kind: 'too_small' | 'too_large'; limit: number; exclusive: boolean } | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node;
  if (minimum !== undefined && value < minimum)
    return { kind: 'too_small', limit: minimum, exclusive: false };
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    return { kind: 'too_small', limit: exclusiveMinimum, exclusive: true };
  if (maximum !== undefined && value > maximum)
    return { kind: 'too_large', limit: maximum, exclusive: false };
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
    return { kind: 'too_large', limit: exclusiveMaximum, exclusive: true };
  // Past 2^53 a JSON number has already lost digits on its way in: what is stored would not be what was sent.
  if (node.type === 'integer' && !Number.isSafeInteger(value)) {
    return value < 0
      ? { kind: 'too_small', limit: Number.MIN_SAFE_INTEGER, exclusive: false }
      : { kind: 'too_large', limit: Number.MAX_SAFE_INTEGER, exclusive: false };
  }
  return undefined;
}

const truths = new Map<string, boolean>([
  ...['1', 'true', 't', 'yes', 'y', 'on'].map((text) => [text, true] as const),
  ...['0', 'false', 'f', 'no', 'n', 'off'].map((text) => [text, false] as const),
]);

function visitBoolean(input: unknown, path: Path, walk: Walk): unknown {
  if (typeof input === 'boolean') return input;
  if (walk.coerce && (input === 0 || input === 1)) return input === 1;
  if (walk.coerce && (typeof input === 'string' || typeof input === 'number')) {
    const truth = truths.get(String(input).toLowerCase());
    if (truth === undefined) walk.issues.push({ kind: 'parsing', expected: 'boolean', path, input });
    return truth;
  }
  walk.issues.push({ kind: 'type', expected: 'boolean', path, input });
  return undefined;
}

function visitArray(node: Node, input: unknown, path: Path, walk: Walk): unknown {
  if (!Array.isArray(input)) {
    walk.issues.push({ kind: 'type', expected: 'array', path, input });
    return undefined;
  }
  const actual = input.length;
  if (node.maxItems !== undefined && actual > node.maxItems) {
    walk.issues.push({ kind: 'too_long', limit: node.maxItems, actual, of: 'array', path, input });
    return undefined;
  }
  const items: unknown[] = [];
  for (const [index, item] of input.entries()) {
    if (walk.issues.length >= enoughIssues) break;
    const itemNode = (node.prefixItems ? node.prefixItems[index] : node.items) ?? {};
    items.push(visit(itemNode, item, [...path, index], walk));
  }
  if (node.minItems !== undefined && actual < node.minItems) {
    walk.issues.push({ kind: 'too_short', limit: node.minItems, actual, of: 'array', path, input });
  }
  if (node.uniqueItems && new Set(items).size < items.length) {
    walk.issues.push({ kind: 'rule', type: 'value_error', reason: 'Items must be unique.', path, input });
  }
  return items;
}

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

function visitObject(node: Node, input: unknown, path: Path, walk: Walk): unknown {
  if (!isRecord(input)) {
    const format = node.properties ? 'members' : 'map';
    walk.issues.push({ kind: 'type', expected: 'object', format, path, input });
    return undefined;
  }
  return node.properties ? visitMembers(node, input, path, walk) : visitEntries(node, input, path, walk);
}

/** An object of named members: unknown ones are dropped, kept (`open`) or refused (`additionalProperties: false`). */
function visitMembers(node: Node, input: Record<string, unknown>, path: Path, walk: Walk): unknown {
  const value: Record<string, unknown> = {};
  const properties = node.properties ?? {};
  for (const [name, member] of Object.entries(properties)) {
    const given = givenName(name, member, input);
    if (given !== undefined) {
      value[name] = visit(member, input[given], [...path, given], walk);
    } else if (member.default !== undefined) {
      value[name] = member.default;
    } else if (node.required?.includes(name)) {
      const memberPath = [...path, name];
      walk.issues.push({
        kind: 'missing',
        path: memberPath,
        input: undefined,
        parent: input,
        expected: expectedOf(member),
      });
    }
  }
  if (node[openKey] || node.additionalProperties === false) {
    for (const name of Object.keys(input)) {
      if (walk.issues.length >= enoughIssues) break;
      if (Object.hasOwn(properties, name)) continue;
      if (node[openKey]) defineOwn(value, name, input[name]);
      else walk.issues.push({ kind: 'extra', path: [...path, name], input: input[name] });
    }
  }
  return value;
}

function isGiven(input: Record<string, unknown>, name: string): boolean {
  return Object.hasOwn(input, name) && input[name] !== undefined;
}

/** The name under which an object has a member: its own, else its alias. */
function givenName(name: string, member: Node, input: Record<string, unknown>): string | undefined {
  if (isGiven(input, name)) return name;
  const alias = member[aliasKey];
  return alias !== undefined && isGiven(input, alias) ? alias : undefined;
}

function expectedOf(node: Node): TypeName | 'enum' | 'union' {
  const branches = node.anyOf ?? node.oneOf;
  const filled = branches?.filter((branch) => branch.type !== 'null');
  if (filled?.length === 1 && filled[0]) return expectedOf(filled[0]);
  if (branches) return 'union';
  if (node.enum || 'const' in node) return 'enum';
  return node.type ?? 'object';
}

/** An object used as a map: keys by `propertyNames`, values by `additionalProperties`. */
function visitEntries(node: Node, input: Record<string, unknown>, path: Path, walk: Walk): unknown {
  const entries = Object.entries(input);
  if (node.maxProperties !== undefined && entries.length > node.maxProperties) {
    walk.issues.push({
      kind: 'too_long',
      limit: node.maxProperties,
      actual: entries.length,
      of: 'object',
      path,
      input,
    });
    return undefined;
  }
  const valueNode = typeof node.additionalProperties === 'object' ? node.additionalProperties : {};
  const value: Record<string, unknown> = {};
  for (const [key, item] of entries) {
    if (walk.issues.length >= enoughIssues) break;
    if (node.propertyNames) {
      const keyWalk: Walk = { ...walk, coerce: false, issues: [] };
      visit(node.propertyNames, key, [...path, key], keyWalk);
      for (const issue of keyWalk.issues)
        walk.issues.push({ kind: 'key', key, issue, path: [...path, key], input: key });
    }
    defineOwn(value, key, visit(valueNode, item, [...path, key], walk));
  }
  return value;
}

/** Plain assignment would run the `__proto__` setter; a key of that name is data like any other. */
function defineOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

function visitUnion(node: Node, branches: Node[], input: unknown, path: Path, walk: Walk): unknown {
  const nullable = branches.some((branch) => branch.type === 'null');
  if (nullable && input === null) return null;
  const filled = nullable ? branches.filter((branch) => branch.type !== 'null') : branches;
  if (filled.length === 1 && filled[0]) return visit(filled[0], input, path, walk);
  if (filled.every((branch) => 'const' in branch)) {
    return visitEnum(
      filled.map((branch) => branch.const),
      input,
      path,
      walk,
    );
  }
  if (node.discriminator) return visitTagged(node.discriminator, filled, input, path, walk);
  return visitUntagged(filled, input, path, walk);
}

function tagsOf(branch: Node, discriminator: string): string[] {
  const tag = branch.properties?.[discriminator];
  if (!tag) return [];
  if ('const' in tag) return [String(tag.const)];
  return (tag.enum ?? tag.anyOf?.map((option) => option.const) ?? []).map(String);
}

function visitTagged(
  discriminator: Discriminator,
  branches: Node[],
  input: unknown,
  path: Path,
  walk: Walk,
): unknown {
  if (!isRecord(input)) {
    walk.issues.push({ kind: 'type', expected: 'object', format: 'members', path, input });
    return undefined;
  }
  const name = discriminator.propertyName;
  const tag = tagText(input[name] ?? discriminator.default);
  const chosen = branches.find((branch) => tag !== undefined && tagsOf(branch, name).includes(tag));
  if (!chosen || tag === undefined) {
    const options = branches.flatMap((branch) => tagsOf(branch, name));
    walk.issues.push({
      kind: 'tag',
      tag,
      discriminator: discriminator.name ?? name,
      options,
      path,
      input,
    });
    return undefined;
  }
  return visit(chosen, input, discriminator.inPath ? [...path, tag] : path, walk);
}

/** A tag as text. An object is not asked for its own: its members are the caller's, `toString` among them. */
function tagText(tag: unknown): string | undefined {
  if (tag === undefined) return undefined;
  return typeof tag === 'object' ? JSON.stringify(tag) : String(tag);
}

/** First a branch that takes the value as it is, then one that takes it coerced; else every branch's issues. */
function visitUntagged(branches: Node[], input: unknown, path: Path, walk: Walk): unknown {
  const failures: { label: string; issues: Issue[] }[] = [];
  for (const coerce of walk.coerce ? [false, true] : [false]) {
    failures.length = 0;
    for (const branch of branches) {
      const attempt: Walk = { ...walk, coerce, issues: [] };
      const value = visit(branch, input, path, attempt);
      if (attempt.issues.length === 0) return value;
      failures.push({ label: branch.title ?? branch.type ?? '', issues: attempt.issues });
    }
  }
  walk.issues.push({ kind: 'union', branches: failures, path, input });
  return undefined;
}
