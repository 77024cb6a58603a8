import { Type } from 'typebox';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, anyKey } from './access.ts';

export const utilityRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/api/v1/utils/ping',
    summary: 'Ask whether the key is good',
    access: anyKey,
    responses: { 200: Type.Object({ message: Type.Literal('pong') }) },
    handle: async () => ({ status: 200, body: { message: 'pong' } }),
  }),
];
