import type { ClockOf } from '../../platform/clock.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { type Failure, fail, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import {
  type CheckoutDetails,
  type CheckoutInput,
  createCheckout,
  productFailure,
} from '../checkouts/index.ts';
import type { CheckoutLinkDetails } from './checkout-link.ts';
import { selectCheckoutLinkBySecret } from './checkout-links.sql.ts';
import { loadCheckoutLink } from './load-checkout-link.ts';

/** What the address says beside the link itself. */
export type LinkPrefill = Pick<
  CheckoutInput,
  | 'productId'
  | 'amount'
  | 'customerEmail'
  | 'customerName'
  | 'customerIpAddress'
  | 'discountCode'
  | 'locale'
  | 'customFieldData'
  | 'embedOrigin'
> & {
  /** Where the buyer came from: kept with the checkout. */
  metadata: Record<string, string>;
};

/**
 * Opens a checkout for whoever follows a link. Polar: what the address says that cannot be is left out without a word; so is
 * what has gone of the link meanwhile, as long as anything is left to buy.
 *
 * @returns `not_found` where there is no such link, or nothing of it is for sale any more.
 */
export async function followCheckoutLink(
  stranger: { database: Database; clockOf: ClockOf; requestId: string },
  clientSecret: string,
  prefill: LinkPrefill,
): Promise<Result<CheckoutDetails>> {
  const { database, clockOf, requestId } = stranger;
  const found = await selectCheckoutLinkBySecret(database, clientSecret);
  if (!found) return fail(linkUnknown);
  const { organizationId, mode, id, pricingModelId } = found;
  const scope: Scope = {
    organizationId,
    mode,
    pricingModelId,
    actor: { kind: 'system' },
    permissions: new Set(),
    clock: clockOf(organizationId, mode),
    requestId,
    database,
  };
  const details = await loadCheckoutLink(scope, id);
  const productIds =
    details?.products.filter((product) => !productFailure(product)).map((one) => one.id) ?? [];
  if (!details || productIds.length === 0) return fail(linkUnknown);
  return createForgiving(scope, inputOf(details, productIds, prefill));
}

const linkUnknown: Failure = { code: 'not_found', message: 'There is no such checkout link.' };

function inputOf(
  { link }: CheckoutLinkDetails,
  productIds: string[],
  { metadata, productId, ...prefill }: LinkPrefill,
): CheckoutInput {
  const { seats, units, trialInterval, trialIntervalCount, discountId, successUrl, returnUrl } = link;
  const { allowDiscountCodes, requireBillingAddress } = link;
  return {
    ...prefill,
    offer: { productIds },
    productId: productId !== undefined && productIds.includes(productId) ? productId : undefined,
    seats: seats ?? undefined,
    units: units ?? undefined,
    trialInterval,
    trialIntervalCount,
    discountId: discountId ?? undefined,
    allowDiscountCodes,
    requireBillingAddress,
    successUrl,
    returnUrl,
    metadata: { ...link.metadata, ...metadata },
  };
}

/** The member of the input that a failure is about, by how its code begins. */
const culprits: [string, keyof CheckoutInput][] = [
  ['amount_', 'amount'],
  ['discount_code_', 'discountCode'],
  ['discount_', 'discountId'],
  ['seat', 'seats'],
  ['units_', 'units'],
  ['currency_', 'productId'],
  ['embed_', 'embedOrigin'],
];

/** Opens the checkout without what cannot be: each failure takes something away, until none is left. */
async function createForgiving(scope: Scope, input: CheckoutInput): Promise<Result<CheckoutDetails>> {
  const created = await createCheckout(scope, input);
  if (created.ok) return created;
  const rest = without(input, created.failures);
  return rest ? createForgiving(scope, rest) : created;
}

function without(input: CheckoutInput, failures: readonly Failure[]): CheckoutInput | undefined {
  const rest: CheckoutInput = { ...input, customFieldData: { ...input.customFieldData } };
  let isLess = false;
  for (const { code, detail } of failures) {
    const slug = detail?.slug;
    if (typeof slug === 'string' && rest.customFieldData && slug in rest.customFieldData) {
      delete rest.customFieldData[slug];
      isLess = true;
    }
    const culprit = culprits.find(([begin]) => code.startsWith(begin))?.[1];
    if (culprit && rest[culprit] !== undefined) {
      delete rest[culprit];
      isLess = true;
    }
  }
  return isLess ? rest : undefined;
}
