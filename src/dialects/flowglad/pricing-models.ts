import { Type } from 'typebox';
import { selectDefaultPricingModel, selectPricingModelTree } from '../../billing/catalog/index.ts';
import { defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, keyWith } from './access.ts';
import { problem } from './errors.ts';
import { PricingModelSchema, pricingModelView } from './pricing-model-view.ts';
import { contractRules } from './versions.ts';

const read = keyWith('products:read', 'products:write');

/** The organization's default one, whichever the key is bound to; what is in it is seen with a key of its own only. */
async function defaultPricingModel(scope: Scope, request: RequestFacts) {
  const model = await selectDefaultPricingModel(scope);
  if (!model) return undefined;
  const isOwn = model.id === scope.pricingModelId;
  const tree = isOwn ? await selectPricingModelTree(scope, model) : { ...model, products: [] };
  return pricingModelView(tree, contractRules(request.version));
}

export const pricingModelRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/api/v1/pricing-models/default',
    summary: 'Get the default pricing model',
    access: read,
    responses: { 200: Type.Object({ pricingModel: PricingModelSchema }) },
    async handle(scope, _input, request) {
      const pricingModel = await defaultPricingModel(scope, request);
      if (!pricingModel) return problem(scope.requestId, 'NOT_FOUND', 'Default pricing model not found');
      return { status: 200, body: { pricingModel } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/catalogs/default',
    summary: 'Get the default pricing model by its old name',
    access: read,
    responses: { 200: Type.Object({ catalog: PricingModelSchema }) },
    async handle(scope, _input, request) {
      const catalog = await defaultPricingModel(scope, request);
      if (!catalog) return problem(scope.requestId, 'NOT_FOUND', 'Default catalog not found');
      return { status: 200, body: { catalog } };
    },
  }),
];
