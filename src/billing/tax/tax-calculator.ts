import type { Address } from '../../platform/address.ts';
import type { TaxId } from '../../platform/tax-id/index.ts';
import type { Organization, TaxRegistration } from '../organizations/index.ts';

export type TaxRequest = {
  seller: {
    /** Where the seller is established; null where that is not known. */
    country: string | null;
    registrations: readonly TaxRegistration[];
  };
  buyer: { address: Address | null; taxId: TaxId | null; taxExempt: boolean };
  /** When the sale is taxed. Rates and registrations hold for days of UTC. */
  at: Date;
  /** One a line, after discount, with the tax inside where inclusive. Minor units; negative in credits. */
  amounts: readonly number[];
  behavior: 'inclusive' | 'exclusive';
};

/**
 * How the tax came about. Only `calculated` may be other than zero:
 * - `not_registered`: the seller collects no tax where the buyer is
 * - `reverse_charge`: the buyer, a business, owes the tax itself
 * - `exempt`: the buyer is exempt
 * - `unknown_rate`: the seller is registered there, but no rate is known
 * - `no_address`: the buyer's country is not known yet
 */
export type TaxStatus =
  | 'calculated'
  | 'not_registered'
  | 'reverse_charge'
  | 'exempt'
  | 'unknown_rate'
  | 'no_address';

export type TaxAnswer = {
  status: TaxStatus;
  /** A percentage as text, `19` or `8.1`; `0` under reverse charge; null where none was worked out. */
  rate: string | null;
  /** Whose tax it is: the buyer's country, or the seller's where the sale is taxed there. */
  country: string | null;
  /** What it is called there: VAT, GST, HST …; null where there is no rate. */
  name: string | null;
  /** One a line; their sum is the tax of the sum. */
  taxAmounts: number[];
};

/** Works tax out. Pure: the same request has the same answer at any time. */
export type TaxCalculator = {
  name: Organization['taxCalculator'];
  calculate(request: TaxRequest): TaxAnswer;
};

/** An answer without tax. */
export function noTax(
  request: TaxRequest,
  status: Exclude<TaxStatus, 'calculated'>,
  said: Partial<Pick<TaxAnswer, 'rate' | 'country' | 'name'>> = {},
): TaxAnswer {
  return { status, rate: null, country: null, name: null, ...said, taxAmounts: request.amounts.map(() => 0) };
}
