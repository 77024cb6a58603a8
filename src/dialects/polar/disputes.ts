import { Type } from 'typebox';
import { selectCustomersById } from '../../billing/customers/index.ts';
import {
  acceptDispute,
  type Dispute,
  type DisputeStatus,
  disputeStatuses,
  listDisputes,
  selectDispute,
} from '../../billing/disputes/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { withinReach } from './customers.ts';
import { DisputeSchema, disputeView } from './dispute-view.ts';
import { domainError, notFound } from './errors.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import { IdParams, oneOrMany, UuidInput } from './schemas.ts';

const read = merchant('disputes:read', 'disputes:write');
const write = merchant('disputes:write');

async function views(scope: Scope, disputes: readonly Dispute[]) {
  const ids = new Set(disputes.map(({ customerId }) => customerId));
  const customers = await selectCustomersById(scope, [...ids]);
  const byId = new Map(customers.map((customer) => [customer.id, customer]));
  return disputes.map((dispute) => {
    const customer = byId.get(dispute.customerId);
    if (!customer) throw new Error('A dispute has lost its customer.');
    return disputeView(dispute, customer, scope.clock.now());
  });
}

async function answer(scope: Scope, dispute: Dispute): Promise<Answer> {
  const [body] = await views(scope, [dispute]);
  return { status: 200, body };
}

export const disputeRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/disputes/',
    summary: 'List disputes',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      organization_id: oneOrMany(UuidInput),
      order_id: oneOrMany(UuidInput),
      status: oneOrMany(Type.Unsafe<DisputeStatus>({ type: 'string', enum: [...disputeStatuses] })),
      ...pagingQuery('created_at', 'amount'),
    }),
    responses: { 200: listSchema(DisputeSchema) },
    async handle(scope, { query }) {
      if (!withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const sort = sortOf(query.sorting, { created_at: 'createdAt', amount: 'amount' } as const);
      const filter = { invoiceIds: query.order_id, statuses: query.status };
      const { items, total } = await listDisputes(scope, filter, { ...limitAndOffset(query), sort });
      return listAnswer(await views(scope, items), total, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/disputes/{id}',
    summary: 'Get a dispute',
    access: read,
    params: IdParams,
    responses: { 200: DisputeSchema },
    async handle(scope, { params }) {
      const dispute = await selectDispute(scope, params);
      return dispute ? answer(scope, dispute) : notFound();
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/disputes/{id}/accept',
    summary: 'Give a dispute up',
    access: write,
    inSteps: true,
    params: IdParams,
    responses: { 200: DisputeSchema },
    async handle(scope, { params }) {
      const result = await acceptDispute(scope, params.id);
      if (result.ok) return answer(scope, result.value);
      const [{ code, message }] = result.failures;
      return code === 'not_found' ? notFound() : domainError(409, 'DisputeNotOpenError', message);
    },
  }),
];
