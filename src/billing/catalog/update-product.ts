import { transaction } from '../../platform/postgres/database.ts';
import { type Failure, fail, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Changes, changesBetween } from '../changes/index.ts';
import { insertPrice } from './catalog.sql.ts';
import { knownCustomFields } from './create-product.ts';
import { productFailures } from './decide-product.ts';
import { decidePriceList, type PriceEntry, type PriceListDecision } from './price-list.ts';
import { loadPriceRules } from './price-rules.sql.ts';
import { isKnown, type Price, type Product, type ProductWithPrices } from './product.ts';
import {
  recordOnPrice,
  recordOnProduct,
  selectProductLocked,
  updatePriceRow,
  updateProductRow,
} from './products.sql.ts';

/** Members left out keep their value. */
export type ProductCommand = Partial<
  Pick<
    Product,
    | 'name'
    | 'description'
    | 'visibility'
    | 'metadata'
    | 'trialInterval'
    | 'trialIntervalCount'
    | 'attachedCustomFields'
  >
> & {
  archived?: boolean;
  /** The whole list as it is to be. */
  prices?: readonly PriceEntry[];
  /** Fixed when the product is made: any other than it has is refused. */
  recurringInterval?: string;
  recurringIntervalCount?: number;
};

/**
 * Changes a product. Its price list is replaced as a whole; prices that are left out are archived, and stay with those who
 * have them.
 *
 * @returns `not_found` (also for the free plan, which is not sold), `recurring_interval_fixed`, or what `createProduct`
 *   may find wrong.
 */
export async function updateProduct(
  scope: Scope,
  id: string,
  command: ProductCommand,
): Promise<Result<ProductWithPrices>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectProductLocked(inside, id);
    if (!isKnown(before)) {
      return fail({ code: 'not_found', message: 'There is no such product.' });
    }
    const changed = changedProduct(before, command, scope.clock.now());
    const knownFields = await knownCustomFields(inside, command.attachedCustomFields ?? []);
    // Fields that were attached before stay so, though one may be deleted by now.
    for (const { customFieldId } of before.attachedCustomFields) knownFields.add(customFieldId);
    const prices = await decidePrices(inside, before, command.prices);
    const failures = [...intervalFailures(before, command), ...productFailures(changed, knownFields)];
    if (!prices.ok) return fail(...prices.failures, ...failures);
    const failed = failAll(failures);
    if (failed) return failed;
    return ok(await apply(inside, before, changed, prices.value));
  });
}

function intervalFailures(before: Product, command: ProductCommand): Failure[] {
  const interval = command.recurringInterval ?? before.recurringInterval;
  const count = command.recurringIntervalCount ?? before.recurringIntervalCount;
  if (interval === before.recurringInterval && count === before.recurringIntervalCount) return [];
  return [
    {
      code: 'recurring_interval_fixed',
      field: 'recurringInterval',
      message: 'Recurring interval cannot be changed.',
    },
  ];
}

async function decidePrices(
  scope: Scope,
  before: ProductWithPrices,
  entries: readonly PriceEntry[] | undefined,
): Promise<Result<PriceListDecision | undefined>> {
  if (!entries) return ok(undefined);
  return decidePriceList(
    before,
    before.prices,
    entries,
    await loadPriceRules(scope, entries),
    scope.clock.now(),
  );
}

function changedProduct(before: ProductWithPrices, command: ProductCommand, now: Date): ProductWithPrices {
  const kept = <K extends keyof Product & keyof ProductCommand>(member: K): Product[K] => {
    const asked = command[member] as Product[K] | undefined;
    return asked === undefined ? before[member] : asked;
  };
  return {
    ...before,
    name: kept('name'),
    description: kept('description'),
    visibility: kept('visibility'),
    metadata: kept('metadata'),
    trialInterval: kept('trialInterval'),
    trialIntervalCount: kept('trialIntervalCount'),
    attachedCustomFields: kept('attachedCustomFields'),
    archivedAt: archivedAt(before, command.archived, now),
    modifiedAt: now,
  };
}

const members = [
  'name',
  'description',
  'visibility',
  'metadata',
  'archivedAt',
  'trialInterval',
  'trialIntervalCount',
  'attachedCustomFields',
] as const;

async function apply(
  scope: Scope,
  before: ProductWithPrices,
  changed: ProductWithPrices,
  decision: PriceListDecision | undefined,
): Promise<ProductWithPrices> {
  const after = { ...changed, prices: decision?.listed ?? before.prices };
  const changes: Changes = {
    ...changesBetween<Product>(before, after, members),
    ...changesBetween(priceIds(before), priceIds(after), ['prices']),
  };
  if (Object.keys(changes).length === 0) return before;
  await updateProductRow(scope, after);
  if (decision) await writePrices(scope, decision);
  await recordOnProduct(scope, after, { type: 'product.updated', changes });
  if (decision) await recordPrices(scope, decision);
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

/** A price that only moves on the list is the same to everybody. */
async function recordPrices(scope: Scope, { added, archived }: PriceListDecision): Promise<void> {
  for (const price of archived) {
    const changes = changesBetween<Price>({ ...price, archivedAt: null }, price, ['archivedAt']);
    await recordOnPrice(scope, price, { type: 'price.updated', changes });
  }
  for (const price of added) await recordOnPrice(scope, price, { type: 'price.created', changes: {} });
}
