import { type Static, Type } from 'typebox';
import { type MergePlan, mergeCustomers, movedTables, previewMerge } from '../../billing/merges/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import type { Access } from './access.ts';
import { CustomerParams, writeCustomers } from './customers.ts';
import { answerFailures, notFound } from './errors.ts';
import { ObjectIdInput } from './events.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { Uuid } from './schemas.ts';

const Count = Type.Integer({ minimum: 0 });

const MergeSchema = Type.Object({
  customer_id: Uuid,
  from: Uuid,
  preview: Type.Boolean({ description: 'Whether it is only what would be done.' }),
  moves: Type.Object(
    Object.fromEntries(Object.values(movedTables).map((name) => [name, Count])) as Record<
      (typeof movedTables)[keyof typeof movedTables],
      typeof Count
    >,
    { description: 'How many of what go over.' },
  ),
  members: Type.Object(
    { moved: Count, joined: Count },
    { description: 'Of the people how many go over, and how many are in both already.' },
  ),
  sessions: Type.Integer({ description: 'How many sessions of the portal end.' }),
  balances: Type.Array(Type.Object({ currency: Type.String(), amount: Type.Integer() }), {
    description: 'What is booked over; positive is credit.',
  }),
  fills: Type.Array(Type.String(), {
    description: 'Which fields the customer that stays takes over because it has nothing there.',
  }),
});

function mergeView(plan: MergePlan, preview: boolean): Static<typeof MergeSchema> {
  return {
    customer_id: plan.into,
    from: plan.from,
    preview,
    moves: plan.moves,
    members: plan.members,
    sessions: plan.sessions,
    balances: plan.balances,
    fills: plan.fills.map((member) => member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
  };
}

export const customerMergeRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/florin/v1/customers/{id}/merge',
    summary: 'Merge another customer into this one, or see what that would do; the other is deleted',
    access: writeCustomers,
    inSteps: true,
    params: CustomerParams,
    query: Type.Object(whoseQuery),
    body: Type.Object({ from: ObjectIdInput, preview: Type.Boolean({ default: false }) }),
    responses: { 200: MergeSchema },
    async handle(caller, { params, query, body }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const act = body.preview ? previewMerge : mergeCustomers;
      const result = await act(scope, params.id, body.from);
      return result.ok
        ? { status: 200, body: mergeView(result.value, body.preview) }
        : answerFailures(scope.requestId, result.failures);
    },
  }),
];
