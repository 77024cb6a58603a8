import { Type } from 'typebox';
import {
  createDiscount,
  type Discount,
  type DiscountMembers,
  deleteDiscount,
  listDiscounts,
  selectDiscount,
  updateDiscount,
} from '../../billing/discounts/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { withinReach } from './customers.ts';
import { DiscountCreate, DiscountUpdate, type DiscountUpdateBody } from './discount-input.ts';
import { DiscountSchema, discountViews, shownCurrency } from './discount-view.ts';
import { answerFailures, type FailureTable, invalid, notFound } from './errors.ts';
import { organizationFailure } from './input-rules.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import { IdParams, oneOrMany, UuidInput } from './schemas.ts';

const read = merchant('discounts:read', 'discounts:write');
const write = merchant('discounts:write');

/** How the core's failures are told of a discount; `members` are those of the body. */
function failureTable(failure: Failure, members: readonly string[]): FailureTable {
  const value = (...loc: (string | number)[]) => ({ type: 'value_error', loc: ['body', ...loc] });
  const index = typeof failure.detail?.index === 'number' ? [failure.detail.index] : [];
  const amount = ['amounts', 'amount', 'currency'].find((member) => members.includes(member)) ?? 'amounts';
  const promised: Record<string, string> = {
    amounts: amount,
    basisPoints: 'basis_points',
    durationInMonths: 'duration_in_months',
  };
  return {
    discount_window_empty: value(members.includes('ends_at') ? 'ends_at' : 'starts_at'),
    discount_months_without_repeating: value('duration_in_months'),
    discount_product_unknown: value('products', ...index),
    discount_code_taken: value('code'),
    discount_duration_fixed: value('duration'),
    discount_type_fixed: value('type'),
    discount_redeemed: value(promised[String(failure.detail?.member)] ?? amount),
  };
}

function refuse(failures: readonly Failure[], body: object): Answer {
  if (failures[0]?.code === 'not_found') return notFound();
  const members = Object.entries(body).flatMap(([name, value]) => (value == null ? [] : [name]));
  const details = failures.flatMap((failure) => {
    const answer = answerFailures([failure], failureTable(failure, members), body);
    return (answer.body as { detail: Parameters<typeof invalid>[0] }).detail;
  });
  return invalid(details);
}

async function answer(scope: Scope, status: number, discount: Discount): Promise<Answer> {
  const [body] = await discountViews(scope, [discount]);
  return { status, body };
}

/** The amounts that an update asks for: as they are given, or with one of them changed as early clients do. */
async function amountsAskedFor(
  scope: Scope,
  id: string,
  { amounts, amount, currency }: DiscountUpdateBody,
): Promise<Record<string, number> | undefined> {
  if (amounts || (amount == null && currency == null)) return amounts ?? undefined;
  const discount = await selectDiscount(scope, id);
  if (!discount?.amounts) return undefined;
  const shown = shownCurrency(discount.amounts);
  const { [shown]: old = 0, ...others } = discount.amounts;
  const kept = currency == null || currency === shown ? discount.amounts : others;
  return { ...kept, [currency ?? shown]: amount ?? old };
}

/** Null clears what may be missing, and leaves the rest as it is. */
async function command(
  scope: Scope,
  id: string,
  body: DiscountUpdateBody,
): Promise<Partial<DiscountMembers>> {
  return {
    metadata: body.metadata,
    name: body.name ?? undefined,
    code: body.code,
    startsAt: body.starts_at,
    endsAt: body.ends_at,
    maxRedemptions: body.max_redemptions,
    maxRedemptionsPerCustomer: body.max_redemptions_per_customer,
    productIds: body.products ?? undefined,
    duration: body.duration ?? undefined,
    durationInMonths: body.duration_in_months ?? undefined,
    type: body.type ?? undefined,
    amounts: await amountsAskedFor(scope, id, body),
    basisPoints: body.basis_points ?? undefined,
  };
}

export const discountRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/discounts/',
    summary: 'List discounts',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      organization_id: oneOrMany(UuidInput),
      query: Type.Optional(Type.String()),
      ...pagingQuery('created_at', 'name', 'code', 'redemptions_count', 'ends_at'),
    }),
    responses: { 200: listSchema(DiscountSchema) },
    async handle(scope, { query }) {
      if (!withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const sort = sortOf(query.sorting, {
        created_at: 'createdAt',
        name: 'name',
        code: 'code',
        redemptions_count: 'redemptionsCount',
        ends_at: 'endsAt',
      } as const);
      const page = { ...limitAndOffset(query), sort };
      const { items, total } = await listDiscounts(scope, { search: query.query }, page);
      return listAnswer(await discountViews(scope, items), total, query);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/discounts/',
    summary: 'Create a discount',
    access: write,
    body: DiscountCreate,
    responses: { 201: DiscountSchema },
    async handle(scope, { body }) {
      const refused = organizationFailure(body.organization_id);
      if (refused) return refused;
      const result = await createDiscount(scope, {
        name: body.name,
        type: body.type,
        amounts: body.type === 'fixed' ? body.amounts : null,
        basisPoints: body.type === 'percentage' ? body.basis_points : null,
        duration: body.duration,
        durationInMonths: body.duration_in_months ?? null,
        code: body.code ?? null,
        startsAt: body.starts_at ?? null,
        endsAt: body.ends_at ?? null,
        maxRedemptions: body.max_redemptions ?? null,
        maxRedemptionsPerCustomer: body.max_redemptions_per_customer ?? null,
        productIds: body.products ?? [],
        metadata: body.metadata ?? {},
      });
      return result.ok ? answer(scope, 201, result.value) : refuse(result.failures, body);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/discounts/{id}',
    summary: 'Get a discount',
    access: read,
    params: IdParams,
    responses: { 200: DiscountSchema },
    async handle(scope, { params }) {
      const discount = await selectDiscount(scope, params.id);
      return discount && !discount.deletedAt ? answer(scope, 200, discount) : notFound();
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/discounts/{id}',
    summary: 'Update a discount',
    access: write,
    params: IdParams,
    body: DiscountUpdate,
    responses: { 200: DiscountSchema },
    async handle(scope, { params, body }) {
      const result = await updateDiscount(scope, params.id, await command(scope, params.id, body));
      return result.ok ? answer(scope, 200, result.value) : refuse(result.failures, body);
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/discounts/{id}',
    summary: 'Delete a discount',
    access: write,
    params: IdParams,
    responses: { 204: null },
    async handle(scope, { params }) {
      const result = await deleteDiscount(scope, params.id);
      return result.ok ? { status: 204 } : notFound();
    },
  }),
];
