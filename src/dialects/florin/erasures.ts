import { type Static, Type } from 'typebox';
import { type Erasure, eraseCustomer, selectErasure } from '../../billing/erasure/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, keyWith } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { ObjectIdInput } from './events.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { nullable, Timestamp, Uuid, UuidInput } from './schemas.ts';

const ErasureSchema = Type.Object({
  id: Uuid,
  customer_id: Uuid,
  created_at: Timestamp,
  finished_at: nullable({ ...Timestamp, description: 'Null while it is under way.' }),
});

export function erasureView(erasure: Erasure): Static<typeof ErasureSchema> {
  return {
    id: erasure.id,
    customer_id: erasure.customerId,
    created_at: erasure.createdAt.toISOString(),
    finished_at: erasure.finishedAt?.toISOString() ?? null,
  };
}

export const erasureRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/florin/v1/customers/{id}/erase',
    summary: 'Delete a customer, deleted already or not, and all that names its people but issued documents',
    access: keyWith('customers:write'),
    params: Type.Object({ id: ObjectIdInput }),
    query: Type.Object(whoseQuery),
    responses: { 202: ErasureSchema },
    async handle(caller, { params, query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const result = await eraseCustomer(scope, params.id);
      return result.ok
        ? { status: 202, body: erasureView(result.value) }
        : answerFailures(scope.requestId, result.failures);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/erasures/{id}',
    summary: 'Get how far an erasure is',
    access: keyWith('customers:read', 'customers:write'),
    params: Type.Object({ id: UuidInput }),
    query: Type.Object(whoseQuery),
    responses: { 200: ErasureSchema },
    async handle(caller, { params, query }, request) {
      const scope = await callerScope(caller, query, request);
      const erasure = scope && (await selectErasure(scope, params.id));
      return erasure ? { status: 200, body: erasureView(erasure) } : notFound(caller.requestId, 'erasure');
    },
  }),
];
