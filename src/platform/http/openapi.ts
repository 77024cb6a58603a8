import { type TSchema, Type } from 'typebox';
import type { ApiDescription, Dialect } from './dialect.ts';
import { maximumKeyLength } from './idempotency.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of a dialect, made of the schemas that check its requests.
 *
 * @param version the contract that it is to be of; without it, the one that answers a request which names none
 */
export function openApiDocument(dialect: Dialect<never>, version?: string): Json {
  const description = (dialect.description ?? plainDescription(dialect)) as ApiDescription<unknown>;
  const paths: Record<string, Json> = {};
  for (const route of dialect.routes as unknown as readonly Route<unknown>[]) {
    const item = paths[route.path] ?? {};
    item[route.method.toLowerCase()] = operation(route, description, dialect.prefix);
    paths[route.path] = item;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: description.title,
      version: version ?? description.version,
      description: description.description,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: description.securitySchemes,
      schemas: { Error: plainSchema(description.error) },
      parameters: { IdempotencyKey: idempotencyKey },
    },
  };
}

function plainDescription(dialect: Dialect<never>): ApiDescription<never> {
  return {
    title: dialect.name,
    version: '1',
    description: `The paths below ${dialect.prefix}.`,
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    security: () => ['bearer'],
    error: Type.Object({}),
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A repeat with the same key is answered, for 24 hours, with the first answer.',
  schema: { type: 'string', maxLength: maximumKeyLength },
};

function operation(route: Route<unknown>, description: ApiDescription<unknown>, prefix: string): Json {
  const changes = route.method !== 'GET';
  return {
    operationId: operationId(route, prefix),
    summary: route.summary,
    tags: [tagOf(route.path, prefix)],
    security: description.security(route).map((name) => ({ [name]: [] })),
    parameters: [
      ...pathParameters(route),
      ...queryParameters(route),
      ...(changes ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    ...(route.body ? { requestBody: { required: !route.bodyOptional, content: contentOf(route.body) } } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.responses).map(([status, schema]) => [
          status,
          { description: statusWords[status] ?? 'Done.', ...(schema ? { content: contentOf(schema) } : {}) },
        ]),
      ),
      '4XX': {
        description: 'What was wrong with the request.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

const statusWords: Record<string, string> = {
  200: 'The answer.',
  201: 'Made.',
  202: 'Begun.',
  204: 'Done; there is nothing to say.',
  302: 'To be found elsewhere.',
  303: 'To be found elsewhere.',
};

/** `get_customers_id` for `GET /v1/customers/{id}`. */
function operationId(route: Route<unknown>, prefix: string): string {
  const words = route.path.slice(prefix.length).split(/[^A-Za-z0-9]+/);
  return [route.method.toLowerCase(), ...words.filter(Boolean)].join('_');
}

function tagOf(path: string, prefix: string): string {
  return path.slice(prefix.length).split('/').find(Boolean) ?? 'root';
}

/** The media type is JSON but where the schema names another, as texts that are files do. */
function contentOf(schema: TSchema): Json {
  const mediaType = (schema as { contentMediaType?: string }).contentMediaType ?? 'application/json';
  return { [mediaType]: { schema: plainSchema(schema) } };
}

type ObjectSchema = { properties?: Record<string, TSchema>; required?: readonly string[] };

/** Every name in the path, also where a route takes any text for it. */
function pathParameters(route: Route<unknown>): Json[] {
  const { properties = {} } = (route.params ?? {}) as ObjectSchema;
  return [...route.path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: plainSchema(properties[name] ?? Type.String()),
  }));
}

function queryParameters(route: Route<unknown>): Json[] {
  const { properties = {}, required = [] } = (route.query ?? {}) as ObjectSchema;
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name) && (schema as { default?: unknown }).default === undefined,
    ...((schema as { type?: string }).type === 'object' ? { style: 'deepObject', explode: true } : {}),
    schema: plainSchema(schema),
  }));
}

const schemaMaps = new Set(['properties', 'patternProperties', '$defs']);
const schemaLists = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const schemaMembers = new Set(['items', 'additionalProperties', 'propertyNames', 'not']);

/** The schema as JSON Schema knows it, without what only our own checker reads. */
function plainSchema(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const plain = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (schemaMaps.has(key)) return [key, mapValues(value, plainSchema)];
      if (schemaLists.has(key)) return [key, (value as unknown[]).map(plainSchema)];
      if (schemaMembers.has(key)) return [key, plainSchema(value)];
      if (key === 'required') return [key, withoutDefaulted(value as string[], schema)];
      if (key === 'discriminator') return [key, { propertyName: (value as Tag).propertyName }];
      return [key, value];
    }),
  );
  const tag = (schema as { discriminator?: Tag }).discriminator;
  return tag?.default === undefined ? plain : withOptionalTag(plain, tag);
}

type Tag = { propertyName: string; default?: string };

/** A member with a default may be left out. */
function withoutDefaulted(required: readonly string[], { properties = {} }: ObjectSchema): string[] {
  return required.filter(
    (name) => (properties[name] as { default?: unknown } | undefined)?.default === undefined,
  );
}

/** The branch that is taken where the tag is left out does not require it. */
function withOptionalTag(union: { oneOf?: Json[] }, tag: Tag): Json {
  const oneOf = union.oneOf?.map((branch) => {
    const { properties = {}, required = [] } = branch as ObjectSchema;
    const isDefault =
      (properties[tag.propertyName] as { const?: unknown } | undefined)?.const === tag.default;
    return isDefault ? { ...branch, required: required.filter((name) => name !== tag.propertyName) } : branch;
  });
  return { ...union, oneOf };
}

function mapValues(map: object, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}
