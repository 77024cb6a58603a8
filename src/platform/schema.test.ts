import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type TSchema, Type } from 'typebox';
import { aliased, type CheckOptions, check, type Issue, open, parsed } from './schema.ts';

function issuesOf(schema: TSchema, input: unknown, options?: CheckOptions): Issue[] {
  const checked = check(schema, input, options);
  assert.equal(checked.ok, false, `${JSON.stringify(input)} should be refused`);
  return checked.issues;
}

/** `path kind` of every issue. */
function told(schema: TSchema, input: unknown, options?: CheckOptions): string[] {
  return issuesOf(schema, input, options).map(({ path, kind }) => `${path.join('.')} ${kind}`);
}

function accepted(schema: TSchema, input: unknown, options?: CheckOptions): unknown {
  const checked = check(schema, input, options);
  assert.ok(checked.ok, JSON.stringify(checked));
  return checked.value;
}

test('issues come in the order of the schema, not of the input', () => {
  const schema = Type.Object({
    a: Type.String(),
    b: Type.Object({ c: Type.Integer(), d: Type.Boolean() }),
    e: Type.Array(Type.String()),
  });
  const input = { e: ['x', 1, 'y', null], b: { d: 'no', c: 1.5 }, z: 1 };
  assert.deepEqual(told(schema, input), ['a missing', 'b.c type', 'b.d type', 'e.1 type', 'e.3 type']);
});

test('a missing member tells of its parent and of what was expected', () => {
  const schema = Type.Object({
    text: Type.String(),
    maybe: Type.Union([Type.Integer(), Type.Null()]),
    either: Type.Union([Type.String(), Type.Integer()]),
    one: Type.Literal('x'),
    left: Type.Optional(Type.String()),
  });
  const input = { other: 1 };
  assert.deepEqual(
    issuesOf(schema, input).map((issue) =>
      issue.kind === 'missing' ? [issue.parent, issue.expected] : issue,
    ),
    [
      [input, 'string'],
      [input, 'integer'],
      [input, 'union'],
      [input, 'enum'],
    ],
  );
});

test('unknown members are dropped, kept or refused', () => {
  const plain = Type.Object({ a: Type.Integer() });
  const input = { a: 1, b: { c: 2 } };
  assert.deepEqual(accepted(plain, input), { a: 1 });
  assert.deepEqual(accepted(open(plain), input), input);
  const closed = Type.Object({ a: Type.Integer() }, { additionalProperties: false });
  assert.deepEqual(told(closed, input), ['b extra']);
});

test('a key named __proto__ is data, and pollutes nothing', () => {
  const input: unknown = JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"a":1}');
  const schemas = [
    open(Type.Object({ a: Type.Integer() })),
    Type.Unsafe({ type: 'object', additionalProperties: Type.Unsafe({}) }),
  ];
  for (const schema of schemas) {
    const value = accepted(schema, input) as Record<string, unknown>;
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.deepEqual(Object.keys(value).sort(), ['__proto__', 'a', 'constructor']);
    assert.equal(JSON.stringify(value).includes('"__proto__":{"polluted":true}'), true);
    assert.equal((value as { polluted?: unknown }).polluted, undefined);
  }
  assert.deepEqual(accepted(Type.Object({ a: Type.Integer() }), input), { a: 1 });
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test('a required member that only the prototype has is missing', () => {
  const schema = Type.Object({ constructor: Type.Unsafe({}), toString: Type.Unsafe({}) });
  assert.deepEqual(told(schema, {}), ['constructor missing', 'toString missing']);
});

test('defaults fill what is left out, and null is not left out', () => {
  const schema = Type.Object({
    limit: Type.Integer({ default: 10 }),
    name: Type.Optional(Type.String()),
    note: Type.Union([Type.String(), Type.Null()], { default: null }),
  });
  assert.deepEqual(accepted(schema, {}), { limit: 10, note: null });
  assert.deepEqual(accepted(schema, { limit: undefined, name: undefined }), { limit: 10, note: null });
  assert.deepEqual(told(schema, { limit: null }), ['limit type']);
});

test('null passes where it is among the branches only', () => {
  const schema = Type.Object({ a: Type.Union([Type.String({ minLength: 2 }), Type.Null()]) });
  assert.deepEqual(accepted(schema, { a: null }), { a: null });
  // With one other branch, that branch's own issue is told.
  assert.deepEqual(told(schema, { a: 'x' }), ['a too_short']);
  assert.deepEqual(told(Type.Object({ a: Type.String() }), { a: null }), ['a type']);
  assert.deepEqual(told(Type.Null(), 0), [' type']);
});

test('texts are measured in code points', () => {
  const schema = Type.String({ minLength: 2, maxLength: 3 });
  assert.equal(accepted(schema, '💳💳💳'), '💳💳💳');
  const [long] = issuesOf(schema, '💳💳💳💳');
  assert.ok(long?.kind === 'too_long' && long.actual === 4 && long.limit === 3 && long.of === 'string');
  const [short] = issuesOf(schema, '💳');
  assert.ok(short?.kind === 'too_short' && short.actual === 1);
});

test('NUL and halves of surrogate pairs are refused before anything else is said of a text', () => {
  const schema = Type.String({ maxLength: 1, pattern: '^a$' });
  for (const text of ['a\0b', '\ud800', 'x\udc00y']) assert.deepEqual(told(schema, text), [' characters']);
});

test('numbers: types, ranges, safe integers', () => {
  const schema = Type.Integer({ minimum: 1, maximum: 9 });
  for (const [input, expected] of [
    [0, ' too_small'],
    [10, ' too_large'],
    [1.5, ' type'],
    ['1', ' type'],
    [true, ' type'],
    [null, ' type'],
    [[1], ' type'],
  ] as const) {
    assert.deepEqual(told(schema, input), [expected], JSON.stringify(input));
  }
  assert.deepEqual(told(Type.Number({ exclusiveMinimum: 0 }), 0), [' too_small']);
  assert.deepEqual(told(Type.Number({ exclusiveMaximum: 1 }), 1), [' too_large']);
  assert.deepEqual(told(Type.Integer(), 2 ** 53), [' too_large']);
  assert.deepEqual(told(Type.Integer(), -(2 ** 53)), [' too_small']);
  assert.equal(accepted(Type.Integer(), 2 ** 53 - 1), 2 ** 53 - 1);
  assert.equal(accepted(Type.Number(), 0.1), 0.1);
});

test('coercion reads numbers and booleans out of texts, and only where it is asked for', () => {
  const coerce = { coerce: true };
  for (const [text, value] of [
    ['7', 7],
    [' -7 ', -7],
    ['7.0', 7],
  ] as const) {
    assert.equal(accepted(Type.Integer(), text, coerce), value);
    assert.deepEqual(told(Type.Integer(), text), [' type']);
  }
  for (const text of ['', '7.5', '1e3', '0x10', 'seven', 'Infinity', '1_0']) {
    assert.deepEqual(told(Type.Integer(), text, coerce), [' parsing'], text);
  }
  assert.equal(accepted(Type.Number(), '7.5', coerce), 7.5);
  assert.deepEqual(told(Type.Integer({ maximum: 5 }), '6', coerce), [' too_large']);
  for (const truth of ['true', 'TRUE', '1', 'yes', 'on', 't', 'y', 1]) {
    assert.equal(accepted(Type.Boolean(), truth, coerce), true);
  }
  for (const lie of ['false', '0', 'no', 'off', 'f', 'n', 0]) {
    assert.equal(accepted(Type.Boolean(), lie, coerce), false);
  }
  assert.deepEqual(told(Type.Boolean(), 'maybe', coerce), [' parsing']);
  assert.deepEqual(told(Type.Boolean(), 2, coerce), [' parsing']);
  assert.deepEqual(told(Type.Boolean(), 1), [' type']);
  // A text is never made of anything else.
  assert.deepEqual(told(Type.String(), 7, coerce), [' type']);
});

test('lists: types, sizes, tuples, unique items', () => {
  const schema = Type.Array(Type.Integer(), { minItems: 1, maxItems: 2 });
  assert.deepEqual(told(schema, []), [' too_short']);
  // A list that is too long is not looked into.
  assert.deepEqual(told(schema, ['x', 'y', 'z']), [' too_long']);
  assert.deepEqual(told(schema, { 0: 1, length: 1 }), [' type']);
  assert.deepEqual(told(Type.Array(Type.Integer(), { uniqueItems: true }), [1, 2, 1]), [' rule']);
  const pair = Type.Unsafe({ type: 'array', prefixItems: [Type.String(), Type.Integer()] });
  assert.deepEqual(told(pair, [1, 'x']), ['0 type', '1 type']);
});

test('maps: how many keys, what keys, what values', () => {
  const map = Type.Unsafe({
    type: 'object',
    maxProperties: 2,
    propertyNames: Type.String({ minLength: 1, maxLength: 3 }),
    additionalProperties: Type.Union([Type.String(), Type.Integer()]),
  });
  assert.deepEqual(accepted(map, { a: 'x', b: 1 }), { a: 'x', b: 1 });
  assert.deepEqual(told(map, { a: 1, b: 1, c: 1 }), [' too_long']);
  assert.deepEqual(told(map, { long: 1, '': true }), ['long key', ' key', ' union']);
  assert.deepEqual(told(map, []), [' type']);
  assert.deepEqual(told(map, null), [' type']);
});

test('a union takes a value as it is before it takes it coerced', () => {
  const schema = Type.Union([Type.Integer(), Type.Boolean(), Type.String()]);
  assert.equal(accepted(schema, '7', { coerce: true }), '7');
  const numbers = Type.Union([Type.Integer(), Type.Boolean()]);
  assert.equal(accepted(numbers, '7', { coerce: true }), 7);
  assert.equal(accepted(numbers, 'true', { coerce: true }), true);
  const [issue] = issuesOf(numbers, 'x', { coerce: true });
  assert.ok(issue?.kind === 'union');
  assert.deepEqual(
    issue.branches.map(({ label, issues }) => [label, issues.map(({ kind }) => kind)]),
    [
      ['integer', ['parsing']],
      ['boolean', ['parsing']],
    ],
  );
});

test('a union of constants is an enumeration', () => {
  const schema = Type.Union([Type.Literal('a'), Type.Literal('b'), Type.Null()]);
  assert.equal(accepted(schema, 'b'), 'b');
  assert.equal(accepted(schema, null), null);
  const [issue] = issuesOf(schema, 'c');
  assert.ok(issue?.kind === 'enum');
  assert.deepEqual(issue.options, ['a', 'b']);
});

const tagged = (discriminator: object) =>
  Type.Unsafe({
    oneOf: [
      Type.Object({ kind: Type.Literal('a', { default: 'a' }), x: Type.Integer() }),
      Type.Object({ kind: Type.Literal('b'), y: Type.Integer() }),
    ],
    discriminator,
  });

test('a tagged union checks the branch that the tag names', () => {
  const schema = tagged({ propertyName: 'kind' });
  assert.deepEqual(accepted(schema, { kind: 'b', y: 1, x: 2 }), { kind: 'b', y: 1 });
  assert.deepEqual(told(schema, { kind: 'b', x: 1 }), ['y missing']);
  const [issue] = issuesOf(schema, { kind: 'c' });
  assert.ok(issue?.kind === 'tag');
  assert.deepEqual([issue.tag, issue.options], ['c', ['a', 'b']]);
  assert.deepEqual(told(schema, {}), [' tag']);
  assert.deepEqual(told(schema, 'a'), [' type']);
  const inPath = tagged({ propertyName: 'kind', default: 'a', inPath: true });
  assert.deepEqual(told(inPath, {}), ['a.x missing']);
  assert.deepEqual(accepted(inPath, { x: 1 }), { kind: 'a', x: 1 });
});

test('a tag of any type is refused, and asked for nothing', () => {
  const schema = tagged({ propertyName: 'kind', default: 'a' });
  for (const text of [
    '{"kind":{"toString":null}}',
    '{"kind":{"toString":1,"valueOf":1}}',
    '{"kind":["a"]}',
    '{"kind":0}',
    '{"kind":true}',
    '{"kind":[[[]]]}',
  ]) {
    assert.equal(check(schema, JSON.parse(text)).ok, false, text);
  }
});

test('a rule runs on what is right so far, and may replace or refuse it', () => {
  const trimmed = parsed(Type.String({ maxLength: 5 }), (text) =>
    text.trim() === '' ? { type: 'blank', reason: 'is blank', context: { n: 1 } } : { value: text.trim() },
  );
  assert.equal(accepted(trimmed, ' a '), 'a');
  assert.deepEqual(told(trimmed, 'too long a text'), [' too_long']);
  assert.deepEqual(issuesOf(trimmed, ' '), [
    { kind: 'rule', type: 'blank', reason: 'is blank', context: { n: 1 }, path: [], input: ' ' },
  ]);
  const pair = parsed(Type.Object({ a: Type.Integer(), b: Type.Integer() }), ({ a, b }) =>
    a < b ? { value: b - a } : { type: 'order', reason: 'a must be less', path: ['a'] },
  );
  assert.equal(accepted(pair, { a: 1, b: 3 }), 2);
  assert.deepEqual(told(Type.Object({ pair }), { pair: { a: 3, b: 1 } }), ['pair.a rule']);
});

test('an alias counts where the member’s own name is missing', () => {
  const schema = Type.Object({ name: aliased(Type.String(), 'title') });
  assert.deepEqual(accepted(schema, { title: 'x' }), { name: 'x' });
  assert.deepEqual(accepted(schema, { title: 'x', name: 'y' }), { name: 'y' });
  assert.deepEqual(told(schema, { title: 1 }), ['title type']);
  assert.deepEqual(told(schema, {}), ['name missing']);
});

test('of a flood of bad entries no more than a hundred are told', () => {
  const entries = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]));
  const list = Type.Array(Type.String());
  const map = Type.Unsafe({ type: 'object', additionalProperties: Type.String() });
  const closed = Type.Object({}, { additionalProperties: false });
  for (const [schema, input] of [
    [list, Array(5000).fill(1)],
    [map, entries],
    [closed, entries],
    [Type.Array(list), Array.from({ length: 100 }, () => Array(100).fill(1))],
  ] as const) {
    assert.equal(issuesOf(schema, input).length, 100);
  }
  const many = Array(50_000).fill('x');
  assert.equal((accepted(list, many) as unknown[]).length, 50_000, 'good ones are all taken');
});

const json = fc.jsonValue({ maxDepth: 4 });

test('property: nothing makes the walker throw, and what it passes it passes again', () => {
  const schema = Type.Object({
    a: Type.Optional(Type.Union([Type.String({ maxLength: 3 }), Type.Null()])),
    b: Type.Optional(Type.Array(Type.Union([Type.Integer(), Type.String()]), { maxItems: 3 })),
    c: Type.Optional(tagged({ propertyName: 'kind', default: 'a' })),
    d: Type.Optional(Type.Unsafe({ type: 'object', maxProperties: 2, additionalProperties: Type.Number() })),
  });
  const member = fc.record({ a: json, b: json, c: json, d: json }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.oneof(json, member), fc.boolean(), (input, coerce) => {
      const before = JSON.stringify(input);
      const once = check(schema, input, { coerce });
      assert.equal(JSON.stringify(input), before, 'the input is left as it is');
      if (!once.ok) {
        assert.ok(once.issues.length > 0);
        return;
      }
      assert.deepEqual(check(schema, once.value, { coerce }), once);
    }),
    { numRuns: 2000, seed: 4711 },
  );
});

test('property: an open object and a map of anything keep all that is in them', () => {
  const schemas = [open(Type.Object({})), Type.Unsafe({ type: 'object', additionalProperties: {} })];
  fc.assert(
    fc.property(fc.dictionary(fc.string(), json), (input) => {
      for (const schema of schemas)
        assert.equal(JSON.stringify(accepted(schema, input)), JSON.stringify(input));
    }),
    { numRuns: 500, seed: 4712 },
  );
});
