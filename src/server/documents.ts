import type { FastifyInstance } from 'fastify';
import type { Dialect } from '../platform/http/dialect.ts';
import { openApiDocument } from '../platform/http/openapi.ts';
import { docsPage, docsPolicy } from './docs-page.ts';

/**
 * The description of every API: `/openapi/{dialect}.json`, `/{version}/openapi.json` for contracts that a request may
 * name, and `/docs`, a page to browse them all.
 */
export function addDocuments(app: FastifyInstance, dialects: readonly Dialect<never>[]): void {
  for (const dialect of dialects) {
    addDocument(app, `/openapi/${dialect.name}.json`, dialect);
    for (const version of dialect.description?.namedVersions ?? []) {
      addDocument(app, `/${version}/openapi.json`, dialect, version);
    }
  }
  const page = docsPage(
    dialects.map(({ name, description }) => ({ name, title: description?.title ?? name })),
  );
  app.get('/docs', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', docsPolicy).send(page),
  );
}

function addDocument(app: FastifyInstance, path: string, dialect: Dialect<never>, version?: string): void {
  // Made when first asked for: a start need not wait for it.
  let text: string | undefined;
  app.get(path, async (_request, reply) => {
    text ??= JSON.stringify(openApiDocument(dialect, version));
    return reply.type('application/json').send(text);
  });
}
