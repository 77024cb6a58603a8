import type { TSchema } from 'typebox';
import type { Route } from './route.ts';

export type OpenApiInfo = {
  title: string;
  version: string;
  description: string;
  securitySchemes: Record<string, unknown>;
  /** The names of the schemes by which a route is reached; none where it is public. */
  security: (route: Route<unknown>) => string[];
  /** The shape of every error answer. */
  error: TSchema;
};

/** The OpenAPI 3.1 document of a set of routes, from the schemas that check their requests. */
export function openApiDocument(routes: readonly Route<never>[], info: OpenApiInfo): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes as unknown as readonly Route<unknown>[]) {
    const item = paths[route.path] ?? {};
    item[route.method.toLowerCase()] = operation(route, info);
    paths[route.path] = item;
  }
  return {
    openapi: '3.1.0',
    info: { title: info.title, version: info.version, description: info.description },
    paths,
    components: { securitySchemes: info.securitySchemes, schemas: { Error: info.error } },
  };
}

function operation(route: Route<unknown>, info: OpenApiInfo): Record<string, unknown> {
  const error = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [
      route.path.split('/').filter((part) => part && !/^(v1|api|functions|florin)$/.test(part))[0] ?? 'root',
    ],
    security: info.security(route).map((name) => ({ [name]: [] })),
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...(route.body
      ? {
          requestBody: {
            required: !route.bodyOptional,
            content: { 'application/json': { schema: route.body } },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.responses).map(([status, schema]) => [
          status,
          {
            description: route.summary,
            ...(schema ? { content: { 'application/json': { schema } } } : {}),
          },
        ]),
      ),
      '4XX': { description: 'What was wrong with the request.', ...error },
    },
  };
}

function operationId(route: Route<unknown>): string {
  const words = route.path.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return [route.method.toLowerCase(), ...words].join('_');
}

type ObjectSchema = { properties?: Record<string, TSchema>; required?: readonly string[] };

function parameters(place: 'path' | 'query', schema: TSchema | undefined): Record<string, unknown>[] {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
  return Object.entries(properties).map(([name, member]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: member,
  }));
}
