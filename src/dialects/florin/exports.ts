import { PassThrough } from 'node:stream';
import { Type } from 'typebox';
import { selectOrganization } from '../../billing/organizations/index.ts';
import { exportOrganization } from '../../billing/transfer/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { isPool } from '../../platform/postgres/database.ts';
import { type Access, organizationWith } from './access.ts';
import { notFound } from './errors.ts';
import { OrganizationParams } from './organizations.ts';

export const exportRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/organizations/{id}/export',
    summary: 'Export all that is there of an organization, as a tar archive; secrets stay behind',
    access: organizationWith('organizations:write'),
    params: OrganizationParams,
    query: Type.Object({
      documents: Type.Boolean({ default: true, description: 'Whether the rendered PDFs go along.' }),
    }),
    responses: { 200: Type.String({ description: 'It is whole where it ends with its manifest.' }) },
    async handle({ database, requestId }, { params, query }) {
      const organization = await selectOrganization(database, params.id);
      if (!organization || !isPool(database)) return notFound(requestId, 'organization');
      const archive = new PassThrough();
      exportOrganization(database, params.id, archive, query).catch((error) => archive.destroy(error));
      const name = `attachment; filename=${organization.slug}.tar`;
      return {
        status: 200,
        headers: { 'content-type': 'application/x-tar', 'content-disposition': name },
        body: archive,
      };
    },
  }),
];
