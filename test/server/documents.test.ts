import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Schema = { [key: string]: unknown };
type Parameter = { $ref?: string; name: string; in: string; required?: boolean; schema: Schema };
type Operation = {
  operationId: string;
  summary: string;
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
};
type Document = {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: Record<string, unknown>; schemas: { Error: Schema } };
};

async function documentAt(path: string): Promise<Document> {
  const response = await fetch(`${florin.url}${path}`);
  assert.equal(response.status, 200, path);
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
  return (await response.json()) as Document;
}

/** Every schema of an operation, with where it stands. */
function schemasOf(operation: Operation): [string, Schema][] {
  const contents = [operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
    Object.values(part?.content ?? {}),
  );
  return [
    ...contents.map(({ schema }, index): [string, Schema] => [`content ${index}`, schema]),
    ...operation.parameters
      .filter(({ $ref }) => !$ref)
      .map(({ name, schema }): [string, Schema] => [name, schema]),
  ];
}

for (const name of ['polar', 'flowglad', 'atlas', 'florin']) {
  test(`${name}: the document names every route, and its schemas are JSON Schema`, async () => {
    const document = await documentAt(`/openapi/${name}.json`);
    assert.match(document.openapi, /^3\.1\./);
    const dialect = florin.server.dialects.find((candidate) => candidate.name === name);
    const served = dialect?.routes.map(({ method, path }) => `${method} ${path}`).sort();
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(described.sort(), served);

    // Vendors' own formats are notes, not checks. Strict mode finds misspelt and foreign keywords.
    const ajv = addFormats.default(
      new Ajv2020({
        strict: true,
        strictTypes: false,
        strictRequired: false,
        validateFormats: false,
        discriminator: false,
      }),
    );
    ajv.addVocabulary(['discriminator']);
    ajv.addSchema(document.components.schemas.Error, '#/components/schemas/Error');
    const ids = new Set<string>();
    const compiled = new Set<string>();
    for (const [path, item] of Object.entries(document.paths)) {
      for (const operation of Object.values(item)) {
        assert.ok(!ids.has(operation.operationId), operation.operationId);
        ids.add(operation.operationId);
        assert.ok(operation.summary);
        const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
        const expected = [...path.matchAll(/\{([^}]+)\}/g)].map(([, parameter]) => parameter);
        assert.deepEqual(inPath.map((parameter) => parameter.name).sort(), expected.sort(), path);
        assert.ok(inPath.every(({ required }) => required));
        for (const scheme of operation.security.flatMap(Object.keys)) {
          assert.ok(scheme in document.components.securitySchemes, scheme);
        }
        for (const [where, schema] of schemasOf(operation)) {
          // Many operations answer the same thing, which takes its time to compile.
          const text = JSON.stringify(schema);
          if (compiled.has(text)) continue;
          compiled.add(text);
          assert.doesNotThrow(() => ajv.compile(schema), `${operation.operationId}, ${where}`);
        }
      }
    }
    // Two templates that differ in names only would be one path to a client.
    const shapes = Object.keys(document.paths).map((path) => path.replace(/\{[^}]+\}/g, '{}'));
    assert.equal(new Set(shapes).size, shapes.length);
  });
}

test('what is our own stays out of the documents', async () => {
  const text = JSON.stringify(await documentAt('/openapi/polar.json'));
  assert.ok(!text.includes('inPath') && !text.includes('~kind'));
  const create = (await documentAt('/openapi/polar.json')).paths['/v1/customers/']?.post;
  const schema = create?.requestBody?.content['application/json']?.schema as {
    discriminator: unknown;
    oneOf: { required: string[] }[];
  };
  assert.deepEqual(schema.discriminator, { propertyName: 'type' });
  // The tag may be left out where it has a default.
  assert.deepEqual(schema.oneOf[0]?.required, ['email']);
  assert.ok(schema.oneOf[1]?.required.includes('type'));
});

test('security says who may call', async () => {
  const polar = await documentAt('/openapi/polar.json');
  assert.deepEqual(polar.paths['/v1/customers/']?.get?.security, [{ access_token: [] }]);
  const own = await documentAt('/openapi/florin.json');
  assert.deepEqual(own.paths['/florin/v1/organizations']?.get?.security, [{ operator: [] }]);
  assert.deepEqual(own.paths['/florin/v1/organizations']?.post?.security, [{ operator: [] }, { user: [] }]);
});

test('each contract that a request may name has a document', async () => {
  for (const version of ['2026-04', '2026-10', '2027-01']) {
    const document = await documentAt(`/${version}/openapi.json`);
    assert.equal(document.info.version, version);
    assert.ok(document.paths['/v1/customers/']);
  }
  assert.equal((await fetch(`${florin.url}/2020-01/openapi.json`)).status, 404);
});

test('the page to browse them runs under its own policy and asks for nothing from elsewhere', async () => {
  const response = await fetch(`${florin.url}/docs`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.ok(policy.startsWith("default-src 'none'"));
  assert.ok(!policy.includes('unsafe'));
  const page = await response.text();
  for (const [tag, directive] of [
    ['script', 'script-src'],
    ['style', 'style-src'],
  ] as const) {
    const bodies = [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))];
    assert.equal(bodies.length, 1);
    assert.ok(
      policy.includes(`${directive} 'sha256-${hash('sha256', bodies[0]?.[1] ?? '', 'base64')}'`),
      tag,
    );
  }
  assert.ok(
    !/\b(?:src|style|on[a-z]+)=/.test(page.replace(/<script>[\s\S]*<\/script>/, '')),
    'nothing inline or loaded',
  );
  const script = /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? '';
  assert.doesNotThrow(() => new Function(script));
  for (const name of ['polar', 'flowglad', 'atlas', 'florin']) assert.ok(page.includes(`data-api="${name}"`));
});
