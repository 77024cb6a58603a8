import { transaction } from '../../platform/postgres/database.ts';
import { type Failure, fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Changes, changesBetween } from '../changes/index.ts';
import { insertPrice } from './catalog.sql.ts';
import { decidePriceList, type PriceEntry, type PriceListDecision } from './price-list.ts';
import type { Product, ProductWithPrices } from './product.ts';
import {
  recordOnProduct,
  selectDefaultCurrency,
  selectProductLocked,
  updatePriceRow,
  updateProductRow,
} from './products.sql.ts';

/** Members left out keep their value. */
export type ProductCommand = Partial<Pick<Product, 'name' | 'description' | 'visibility' | 'metadata'>> & {
  archived?: boolean;
  /** The whole list as it is to be. */
  prices?: readonly PriceEntry[];
  /** Fixed when the product is made: anything asked for is refused. */
  recurringInterval?: string;
};

/**
 * Changes a product. Its price list is replaced as a whole; prices that are left out are archived.
 *
 * @returns `not_found` (also for the free plan, which is not sold), `recurring_interval_fixed`, or what
 *   `decidePriceList` finds wrong with the prices.
 */
export async function updateProduct(
  scope: Scope,
  id: string,
  command: ProductCommand,
): Promise<Result<ProductWithPrices>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectProductLocked(inside, id);
    if (!before || before.isDefaultPlan) {
      return fail({ code: 'not_found', message: 'There is no such product.' });
    }
    const failures: Failure[] = [];
    if (command.recurringInterval !== undefined) {
      failures.push({
        code: 'recurring_interval_fixed',
        field: 'recurringInterval',
        message: 'Recurring interval cannot be changed.',
      });
    }
    const prices = await decidePrices(inside, before, command.prices);
    if (!prices.ok) failures.push(...prices.failures);
    const [first, ...rest] = failures;
    if (first) return fail(first, ...rest);
    return ok(await apply(inside, before, command, prices.ok ? prices.value : undefined));
  });
}

async function decidePrices(
  scope: Scope,
  before: ProductWithPrices,
  entries: readonly PriceEntry[] | undefined,
): Promise<Result<PriceListDecision | undefined>> {
  if (!entries) return ok(undefined);
  const currency = await selectDefaultCurrency(scope);
  return decidePriceList(before, before.prices, entries, currency, scope.clock.now());
}

const members = ['name', 'description', 'visibility', 'metadata', 'archivedAt'] as const;

async function apply(
  scope: Scope,
  before: ProductWithPrices,
  command: ProductCommand,
  decision: PriceListDecision | undefined,
): Promise<ProductWithPrices> {
  const now = scope.clock.now();
  const after: ProductWithPrices = {
    ...before,
    name: command.name ?? before.name,
    description: command.description === undefined ? before.description : command.description,
    visibility: command.visibility ?? before.visibility,
    metadata: command.metadata ?? before.metadata,
    archivedAt: archivedAt(before, command.archived, now),
    prices: decision?.listed ?? before.prices,
    modifiedAt: now,
  };
  const changes: Changes = {
    ...changesBetween<Product>(before, after, members),
    ...changesBetween(priceIds(before), priceIds(after), ['prices']),
  };
  if (Object.keys(changes).length === 0) return before;
  await updateProductRow(scope, after);
  if (decision) await writePrices(scope, decision);
  await recordOnProduct(scope, after, { type: 'product.updated', changes });
  return after;
}

function priceIds(product: ProductWithPrices): { prices: string[] } {
  return { prices: product.prices.map(({ id }) => id) };
}

function archivedAt(before: Product, archived: boolean | undefined, now: Date): Date | null {
  if (archived === undefined) return before.archivedAt;
  return archived ? (before.archivedAt ?? now) : null;
}

async function writePrices(scope: Scope, { listed, added, archived }: PriceListDecision): Promise<void> {
  for (const price of archived) await updatePriceRow(scope, price);
  for (const price of listed) {
    await (added.includes(price) ? insertPrice(scope, price) : updatePriceRow(scope, price));
  }
}
