import { Type } from 'typebox';
import { listProducts } from '../../../billing/catalog/index.ts';
import { type Organization, selectOrganizationBySlug } from '../../../billing/organizations/index.ts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type Access, anonymous } from '../access.ts';
import { notFound } from '../errors.ts';
import { CustomerOrganizationSchema, customerOrganizationView } from '../organization-view.ts';
import { PublicProductSchema, publicProductView } from '../product-view.ts';

/** More than a page of products shows at once. */
const maximumProducts = 1000;

/**
 * What an organization sells, newest first. A caller who is known sees the products of their own mode; for a stranger
 * those are the live ones, or, before there are any, those of test mode.
 */
async function productsOnSale(caller: Scope, organization: Organization) {
  const known = caller.organizationId === organization.id;
  for (const mode of known ? [caller.mode] : (['live', 'test'] as const)) {
    const scope: Scope = { ...caller, organizationId: organization.id, mode };
    const filter = { archived: false, visibilities: ['public'] as const };
    const { items } = await listProducts(scope, filter, { limit: maximumProducts, offset: 0 });
    if (items.length > 0) return items;
  }
  return [];
}

export const portalOrganizationRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/organizations/{slug}',
    summary: 'Get an organization and what it sells',
    access: anonymous(),
    params: Type.Object({ slug: Type.String() }),
    responses: {
      200: Type.Object({
        organization: CustomerOrganizationSchema,
        products: Type.Array(PublicProductSchema),
      }),
    },
    async handle(scope, { params }, { publicUrl }) {
      const organization = await selectOrganizationBySlug(scope.database, params.slug);
      if (!organization) return notFound();
      const products = await productsOnSale(scope, organization);
      const body = {
        organization: customerOrganizationView(organization, publicUrl),
        products: products.map(publicProductView),
      };
      return { status: 200, body };
    },
  }),
];
