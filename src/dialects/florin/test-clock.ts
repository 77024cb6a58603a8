import { type Static, Type } from 'typebox';
import {
  type Advance,
  advanceClock,
  deleteClock,
  type Engine,
  type ShownClock,
  selectUpcoming,
  setClock,
  showClock,
  type Upcoming,
  type UpcomingType,
  upcomingTypes,
} from '../../billing/due-work/index.ts';
import { selectOrganization } from '../../billing/organizations/index.ts';
import { addDuration, parseDuration } from '../../platform/duration.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, testKeyWith } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { hasOwnOrganization, organizationScope } from './organization-scope.ts';
import { OrganizationParams } from './organizations.ts';
import { MomentInput, nullable, optional, Timestamp, Uuid } from './schemas.ts';

const ClockSchema = Type.Object({
  now: Timestamp,
  frozen: Type.Boolean({ description: 'False where test mode follows the wall clock.' }),
  advancing_to: nullable(Timestamp),
  next_due_at: nullable(Timestamp),
});

const AdvanceMembers = Type.Object({
  to: optional(MomentInput),
  by: optional(Type.String({ description: 'An ISO 8601 duration in place of `to`: P1M.' })),
});

/** Where to, by what the clock stands at, and which member says so. */
type AdvanceInput = { to(now: Date): Date; given: 'to' | 'by' };

const AdvanceInput = parsed(AdvanceMembers, ({ to, by }): ParseOutcome<AdvanceInput> => {
  const invalid = (name: string, reason: string) => ({ type: 'invalid', reason, path: [name] });
  if (to && by) return invalid('by', 'Must be left out where `to` is given.');
  if (to) return { value: { to: () => to, given: 'to' } };
  if (!by) return { type: 'missing', reason: 'Required, or `by` in its place.', path: ['to'] };
  const duration = parseDuration(by);
  if (!duration) return invalid('by', 'Must be an ISO 8601 duration of whole parts, such as P1M or P1Y2D.');
  return { value: { to: (now) => addDuration(now, duration), given: 'by' } };
});

const AdvanceSchema = Type.Object({
  from: Timestamp,
  to: Timestamp,
  steps: Type.Integer(),
  events: Type.Array(
    Type.Object({
      at: Timestamp,
      type: Type.String(),
      object_type: Type.String(),
      object_id: Type.String({ format: 'uuid' }),
    }),
    { description: 'The first thousand, in the order in which they happened.' },
  ),
  event_counts: Type.Record(Type.String(), Type.Integer()),
  has_more: Type.Boolean({ description: 'Whether there were more events than are shown.' }),
  failures: Type.Array(
    Type.Object({
      at: Timestamp,
      object_type: Type.String(),
      object_id: Type.String({ format: 'uuid' }),
    }),
    { description: 'What could not be done. The log says why; the next advance tries again.' },
  ),
});

const UpcomingSchema = Type.Object({
  at: Timestamp,
  type: Type.Unsafe<UpcomingType>({ type: 'string', enum: [...upcomingTypes] }),
  object_type: Type.String(),
  object_id: Uuid,
  title: nullable(Type.String({ description: 'What the object is called.' })),
  customer_id: nullable(Uuid),
  customer: nullable(Type.String({ description: 'By name, else by e-mail address.' })),
  amount: nullable(Type.Integer({ description: 'What is to be paid or given back then, as things stand.' })),
  currency: nullable(Type.String()),
});

function upcomingView(upcoming: Upcoming): Static<typeof UpcomingSchema> {
  return {
    at: upcoming.at.toISOString(),
    type: upcoming.type,
    object_type: upcoming.objectType,
    object_id: upcoming.objectId,
    title: upcoming.title,
    customer_id: upcoming.customerId,
    customer: upcoming.customer,
    amount: upcoming.amount,
    currency: upcoming.currency,
  };
}

export function testClockView(clock: ShownClock): Static<typeof ClockSchema> {
  return {
    now: clock.now.toISOString(),
    frozen: clock.isFrozen,
    advancing_to: clock.advancingTo?.toISOString() ?? null,
    next_due_at: clock.nextDueAt?.toISOString() ?? null,
  };
}

export function advanceView(advance: Advance): Static<typeof AdvanceSchema> {
  return {
    from: advance.from.toISOString(),
    to: advance.to.toISOString(),
    steps: advance.steps,
    events: advance.events.map(({ occurredAt, type, objectType, objectId }) => ({
      at: occurredAt.toISOString(),
      type,
      object_type: objectType,
      object_id: objectId,
    })),
    event_counts: advance.eventCounts,
    has_more: advance.hasMoreEvents,
    failures: advance.failures.map(({ at, objectType, objectId }) => ({
      at: at.toISOString(),
      object_type: objectType,
      object_id: objectId,
    })),
  };
}

const read = testKeyWith('organizations:read', 'organizations:write');
const write = testKeyWith('organizations:write');
const path = '/florin/v1/organizations/{id}/test-clock';

/** Works on the organization's test mode. A key sees no organization but its own. */
async function inTestMode(
  scope: Scope,
  organizationId: string,
  work: (scope: Scope) => Promise<Answer>,
): Promise<Answer> {
  const isForeign = hasOwnOrganization(scope) && scope.organizationId !== organizationId;
  if (isForeign || !(await selectOrganization(scope.database, organizationId))) {
    return notFound(scope.requestId, 'organization');
  }
  return work({ ...scope, organizationId, mode: 'test' });
}

async function shown(scope: Scope): Promise<Answer> {
  return { status: 200, body: testClockView(await showClock(scope)) };
}

export const testClockRoutes = (engine: Engine): Route<Access>[] => [
  defineRoute({
    method: 'POST',
    path,
    summary: "Freeze an organization's test mode, at a moment or at once",
    access: write,
    params: OrganizationParams,
    body: Type.Object({ now: Type.Optional(MomentInput) }),
    responses: { 200: ClockSchema },
    handle: (caller, { params, body }, { onceCommitted }) =>
      inTestMode(caller, params.id, async (scope) => {
        const result = await setClock(scope, body.now ?? (await showClock(scope)).now);
        if (!result.ok) return answerFailures(scope.requestId, result.failures);
        onceCommitted(() => engine.clockMoved(result.value));
        return shown(scope);
      }),
  }),
  defineRoute({
    method: 'GET',
    path,
    summary: 'Get the time of test mode, and when the next work falls due',
    access: read,
    params: OrganizationParams,
    responses: { 200: ClockSchema },
    handle: (caller, { params }) => inTestMode(caller, params.id, shown),
  }),
  defineRoute({
    method: 'GET',
    path: `${path}/upcoming`,
    summary: 'See what will happen next in test mode, in order, as things stand',
    access: read,
    params: OrganizationParams,
    query: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }) }),
    responses: { 200: Type.Object({ items: Type.Array(UpcomingSchema) }) },
    async handle(caller, { params, query }, request) {
      const scope = await organizationScope(caller, params.id, 'test', request);
      if (!scope) return notFound(caller.requestId, 'organization');
      return { status: 200, body: { items: (await selectUpcoming(scope, query.limit)).map(upcomingView) } };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path,
    summary: 'Let test mode follow the wall clock again',
    access: write,
    params: OrganizationParams,
    responses: { 204: null },
    handle: (caller, { params }, { onceCommitted }) =>
      inTestMode(caller, params.id, async (scope) => {
        const result = await deleteClock(scope);
        if (!result.ok) return answerFailures(scope.requestId, result.failures);
        onceCommitted(() => engine.clockMoved(result.value));
        return { status: 204 };
      }),
  }),
  defineRoute({
    method: 'POST',
    path: `${path}/advance`,
    summary: 'Move the test clock on, and do all that falls due on the way',
    access: write,
    params: OrganizationParams,
    body: AdvanceInput,
    responses: { 200: AdvanceSchema },
    handle: (caller, { params, body }) =>
      inTestMode(caller, params.id, async (scope) => {
        const result = await advanceClock(engine, scope, body.to);
        if (result.ok) return { status: 200, body: advanceView(result.value) };
        const [failure] = result.failures;
        return answerFailures(scope.requestId, [{ ...failure, field: failure.field && body.given }]);
      }),
  }),
];
