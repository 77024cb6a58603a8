import { Type } from 'typebox';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { isMigrated } from '../../platform/postgres/migrate.ts';
import { type Access, anybody } from './access.ts';
import { prefix } from './paths.ts';

export const healthPath = `${prefix}/health`;

const Health = Type.Object({ status: Type.String(), timestamp: Type.String({ format: 'date-time' }) });

export const healthRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: healthPath,
    summary: 'Whether the service is up',
    access: anybody,
    responses: { 200: Health, 503: Health },
    async handle({ database, clock }) {
      const isUp = await isMigrated(database).catch(() => false);
      return {
        status: isUp ? 200 : 503,
        body: { status: isUp ? 'healthy' : 'unhealthy', timestamp: clock.now().toISOString() },
      };
    },
  }),
];
