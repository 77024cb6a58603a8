import { Type } from 'typebox';
import { type Found, type FoundKind, foundKinds, searchAll } from '../../billing/search/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, keyWith } from './access.ts';
import { notFound } from './errors.ts';
import { objectIdOf } from './events.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { nullable, Uuid } from './schemas.ts';

const FoundSchema = Type.Object({
  kind: Type.Unsafe<Found['kind']>({ type: 'string', enum: [...foundKinds] }),
  id: Uuid,
  title: Type.String(),
  subtitle: nullable(Type.String()),
});

/** What each kind is read by. */
const areas: Record<FoundKind, string> = {
  customer: 'customers',
  product: 'products',
  order: 'orders',
  subscription: 'subscriptions',
  discount: 'discounts',
  checkout_link: 'checkout_links',
};

const scopesOf = (kind: FoundKind) => [`${areas[kind]}:read`, `${areas[kind]}:write`];

/** The kinds that a caller may see. */
function kindsFor({ actor, permissions }: Scope): FoundKind[] {
  if (actor.kind === 'operator') return [...foundKinds];
  return foundKinds.filter((kind) => scopesOf(kind).some((name) => permissions.has(name)));
}

export const searchRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/search',
    summary: 'Find what a text that is being typed may mean: names, addresses, numbers, codes, or an id',
    access: keyWith(...foundKinds.flatMap(scopesOf)),
    query: Type.Object({
      ...whoseQuery,
      query: Type.String({ maxLength: 200 }),
      limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
    }),
    responses: { 200: Type.Object({ items: Type.Array(FoundSchema) }) },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const { query: text, limit } = query;
      const id = objectIdOf(text.trim()) ?? undefined;
      const items = await searchAll(scope, { text, id, limit, kinds: kindsFor(caller) });
      return { status: 200, body: { items } };
    },
  }),
];
