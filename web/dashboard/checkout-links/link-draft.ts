import { fieldProblem, readCount, readOptionalCount } from '../shared/amount-input.tsx';
import { discountChoice, productChoice } from '../shared/choices.ts';
import { type MetadataEntry, metadataEntries, metadataOf } from '../shared/metadata.tsx';
import type { CheckoutLink, CheckoutLinkUpdate, Discount, Product } from '../shared/objects.ts';
import type { Choice } from '../shared/pick.tsx';

type Interval = NonNullable<CheckoutLink['trial_interval']>;

export type LinkDraft = {
  label: string;
  products: Choice[];
  discount: Choice | undefined;
  allowsCodes: boolean;
  requiresAddress: boolean;
  successUrl: string;
  returnUrl: string;
  trialInterval: Interval | '';
  trialCount: string;
  seats: string;
  metadata: MetadataEntry[];
};

export const emptyLink = (product?: Product): LinkDraft => ({
  label: '',
  products: product ? [productChoice(product)] : [],
  discount: undefined,
  allowsCodes: true,
  requiresAddress: false,
  successUrl: '',
  returnUrl: '',
  trialInterval: '',
  trialCount: '',
  seats: '',
  metadata: [],
});

export const linkDraft = (link: CheckoutLink): LinkDraft => ({
  label: link.label ?? '',
  products: link.products.map((product) => productChoice(product as Product)),
  discount: link.discount ? discountChoice(link.discount as unknown as Discount) : undefined,
  allowsCodes: link.allow_discount_codes,
  requiresAddress: link.require_billing_address,
  successUrl: link.success_url ?? '',
  returnUrl: link.return_url ?? '',
  trialInterval: link.trial_interval ?? '',
  trialCount: link.trial_interval_count === null ? '' : String(link.trial_interval_count),
  seats: link.seats === null ? '' : String(link.seats),
  metadata: metadataEntries(link.metadata),
});

/** @throws Problem at the first field that holds nothing that can be sent */
export function readLink(draft: LinkDraft, before: Record<string, unknown> = {}) {
  if (draft.products.length === 0) throw fieldProblem('products', 'Choose a product.');
  const hasTrial = draft.trialInterval !== '';
  return {
    label: draft.label.trim() || null,
    products: draft.products.map(({ id }) => id),
    discount_id: draft.discount?.id ?? null,
    allow_discount_codes: draft.allowsCodes,
    require_billing_address: draft.requiresAddress,
    success_url: draft.successUrl.trim() || null,
    return_url: draft.returnUrl.trim() || null,
    trial_interval: draft.trialInterval || null,
    trial_interval_count: hasTrial ? readCount(draft.trialCount, 'trial_interval_count') : null,
    seats: readOptionalCount(draft.seats, 'seats'),
    metadata: metadataOf(draft.metadata, before),
  } satisfies CheckoutLinkUpdate;
}
