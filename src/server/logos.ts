import type { FastifyInstance } from 'fastify';
import { logosPath, selectLogo } from '../billing/organizations/index.ts';
import type { Services } from '../platform/http/dialect.ts';
import { parseUuid } from '../platform/ids.ts';

type Params = { organization: string; hash: string };

/** Serves the pictures of organizations to everybody: they stand on checkouts, in portals and in mails. */
export function addLogos(app: FastifyInstance, { pool }: Pick<Services, 'pool'>): void {
  app.get<{ Params: Params }>(`${logosPath}/:organization/:hash`, async ({ params }, reply) => {
    const id = parseUuid(params.organization);
    const isHash = /^[0-9a-f]{32}$/.test(params.hash);
    const logo = 'uuid' in id && isHash ? await selectLogo(pool, id.uuid, params.hash) : undefined;
    if (!logo) return reply.status(404).send({ error: 'Not Found' });
    return reply
      .header('content-type', logo.mediaType)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(logo.content);
  });
}
