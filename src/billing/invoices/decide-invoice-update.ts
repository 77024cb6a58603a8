import type { Address } from '../../platform/address.ts';
import type { Failure } from '../../platform/result.ts';
import { type Changes, changesBetween } from '../changes/index.ts';
import type { Invoice } from './invoice.ts';

/** Members absent are left alone; null clears. */
export type InvoiceChange = { billingName?: string | null; billingAddress?: Address | null };

/**
 * What of the buyer's details is fixed. Polar, early: all of them once the PDF was made. Polar, now: country and state as
 * soon as there is an address, because the tax was worked out for them.
 */
export type InvoiceUpdateRule = 'fixed_once_documented' | 'country_and_state_fixed';

export type InvoiceUpdateDecision =
  | { ok: true; value: { invoice: Invoice; changes: Changes } }
  | { ok: false; failures: [Failure, ...Failure[]] };

/**
 * What an invoice becomes under a change, or every rule that the change breaks, in the order of the members.
 *
 * @returns `billing_name_fixed`, `billing_address_fixed`, `country_fixed`, `state_fixed`.
 */
export function decideInvoiceUpdate(
  before: Invoice,
  change: InvoiceChange,
  rule: InvoiceUpdateRule,
  now: Date,
): InvoiceUpdateDecision {
  const after: Invoice = {
    ...before,
    billingName: change.billingName === undefined ? before.billingName : change.billingName,
    billingAddress: change.billingAddress === undefined ? before.billingAddress : change.billingAddress,
  };
  const changes = changesBetween<Invoice>(before, after, ['billingName', 'billingAddress']);
  const [failure, ...others] =
    rule === 'fixed_once_documented' ? documentedFailures(before, changes) : placeFailures(before, after);
  if (failure) return { ok: false, failures: [failure, ...others] };
  const isChanged = Object.keys(changes).length > 0;
  return {
    ok: true,
    value: {
      invoice: isChanged ? { ...after, modifiedAt: now, version: before.version + 1 } : before,
      changes,
    },
  };
}

function documentedFailures(before: Invoice, changes: Changes): Failure[] {
  if (!before.hasDocument) return [];
  const message = 'This field cannot be updated after the invoice is generated.';
  const failures: Failure[] = [];
  if (changes.billingName) failures.push({ code: 'billing_name_fixed', field: 'billingName', message });
  if (changes.billingAddress)
    failures.push({ code: 'billing_address_fixed', field: 'billingAddress', message });
  return failures;
}

/** An address that was taken away fixes nothing: the next one may be anywhere. */
function placeFailures({ billingAddress: before }: Invoice, { billingAddress: after }: Invoice): Failure[] {
  if (!before || !after) return [];
  const failures: Failure[] = [];
  if (after.country !== before.country) {
    failures.push({ code: 'country_fixed', field: 'billingAddress', message: 'Country cannot be changed' });
  }
  if (after.state !== before.state) {
    failures.push({ code: 'state_fixed', field: 'billingAddress', message: 'State cannot be changed' });
  }
  return failures;
}
