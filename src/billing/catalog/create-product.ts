import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { selectCustomFields } from '../custom-fields/index.ts';
import { insertPrices, insertProduct } from './catalog.sql.ts';
import { productFailures } from './decide-product.ts';
import type { NewPrice } from './new-price.ts';
import { decidePriceList } from './price-list.ts';
import { loadPriceRules } from './price-rules.sql.ts';
import type { AttachedCustomField, Product, ProductWithPrices } from './product.ts';
import { recordOnPrice, recordOnProduct } from './products.sql.ts';

export type ProductInput = Pick<Product, 'name' | 'description' | 'visibility' | 'metadata'> &
  Partial<
    Pick<
      Product,
      | 'recurringInterval'
      | 'recurringIntervalCount'
      | 'trialInterval'
      | 'trialIntervalCount'
      | 'attachedCustomFields'
    >
  > & { prices: readonly NewPrice[] };

/**
 * Makes a product with its prices. Without a recurring interval it is sold once; an interval without a count is one.
 *
 * @returns what `decidePriceList` finds wrong with the prices; `trial_interval_missing`, `trial_interval_count_missing`,
 *   `trial_without_subscription`; `custom_field_refused` with `detail.index`.
 */
export async function createProduct(scope: Scope, input: ProductInput): Promise<Result<ProductWithPrices>> {
  const { prices } = input;
  const now = scope.clock.now();
  const product = newProduct(scope, input, now);
  const [rules, knownFields] = await Promise.all([
    loadPriceRules(scope, prices),
    knownCustomFields(scope, product.attachedCustomFields),
  ]);
  const decided = decidePriceList(product, [], prices, rules, now);
  const failures = productFailures(product, knownFields);
  if (!decided.ok) return fail(...decided.failures, ...failures);
  const failed = failAll(failures);
  if (failed) return failed;
  const { listed } = decided.value;
  await transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    await insertProduct(inside, product);
    await insertPrices(inside, listed);
    await recordOnProduct(inside, product, {
      type: 'product.created',
      changes: {
        ...changesBetween<Product>(null, product, toldMembers),
        prices: { before: [], after: listed.map((price) => price.id) },
      },
    });
    for (const price of listed) await recordOnPrice(inside, price, { type: 'price.created', changes: {} });
  });
  return ok({ ...product, prices: listed });
}

const toldMembers = [
  'name',
  'description',
  'visibility',
  'metadata',
  'recurringInterval',
  'recurringIntervalCount',
  'trialInterval',
  'trialIntervalCount',
  'attachedCustomFields',
] as const;

/** Which of some custom fields exist. */
export async function knownCustomFields(
  scope: Scope,
  attached: readonly AttachedCustomField[],
): Promise<Set<string>> {
  const fields = await selectCustomFields(
    scope,
    attached.map(({ customFieldId }) => customFieldId),
  );
  return new Set(fields.map(({ id }) => id));
}

function newProduct(scope: Scope, input: ProductInput, now: Date): Product {
  const id = newId(now);
  const recurringInterval = input.recurringInterval ?? null;
  return {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id,
    createdAt: now,
    modifiedAt: null,
    pricingModelId: scope.pricingModelId,
    name: input.name,
    slug: productSlug(input.name, id),
    description: input.description,
    visibility: input.visibility,
    archivedAt: null,
    deletedAt: null,
    isDefaultPlan: false,
    imageUrl: null,
    metadata: input.metadata,
    recurringInterval,
    recurringIntervalCount: recurringInterval === null ? null : (input.recurringIntervalCount ?? 1),
    trialInterval: input.trialInterval ?? null,
    trialIntervalCount: input.trialIntervalCount ?? null,
    attachedCustomFields: input.attachedCustomFields ?? [],
  };
}

/** Flowglad's name for a product, which must be its own: the words, and so much of the id that no two are alike. */
function productSlug(name: string, id: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return [words, id.slice(-12)].filter((part) => part !== '').join('-');
}
