import { ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import type { NewPrice } from './new-price.ts';
import { decidePriceList } from './price-list.ts';
import { loadPriceRules } from './price-rules.sql.ts';
import type { Price, Product } from './product.ts';

/**
 * The prices that stand in for a product's own in one checkout, still to be inserted. The rules are those of the product's
 * list.
 *
 * @returns what `decidePriceList` finds wrong with the prices.
 */
export async function decideAdHocPrices(
  scope: Scope,
  product: Product,
  checkoutId: string,
  prices: readonly NewPrice[],
): Promise<Result<Price[]>> {
  const rules = await loadPriceRules(scope, prices);
  const decided = decidePriceList(product, [], prices, rules, scope.clock.now());
  if (!decided.ok) return decided;
  return ok(
    decided.value.listed.map((price) => ({ ...price, source: 'ad_hoc', checkoutId, isDefault: false })),
  );
}
