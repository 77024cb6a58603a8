import { euMemberStates, validateTaxId } from '../../platform/tax-id/index.ts';
import { isRegisteredOn, issuerOf, type TaxRegistration } from '../organizations/index.ts';
import { findRate, isInSpecialArea, stateOf } from './find-rate.ts';
import { type ReverseCharge, reverseCharges } from './rates.ts';
import { splitTax } from './split-tax.ts';
import { noTax, type TaxAnswer, type TaxCalculator, type TaxRequest } from './tax-calculator.ts';

const memberStates: ReadonlySet<string> = new Set(euMemberStates);

/** Works tax out by the rates in `rates.ts`. What those do not know is no tax, and the answer's status says so. */
export const tableCalculator: TaxCalculator = { name: 'table', calculate };

function calculate(request: TaxRequest): TaxAnswer {
  const { seller, buyer, amounts, behavior } = request;
  const country = buyer.address?.country ?? null;
  if (buyer.taxExempt) return noTax(request, 'exempt', { country });
  if (buyer.address === null || country === null) return noTax(request, 'no_address');

  const day = request.at.toISOString().slice(0, 10);
  const registrations = seller.registrations.filter((registration) => isRegisteredOn(registration, day));
  if (!isWithin(registrations, country)) return noTax(request, 'not_registered', { country });
  if (isInSpecialArea(buyer.address)) return noTax(request, 'unknown_rate', { country });
  const reversed = reverseChargeOf(request, country);
  if (reversed) return noTax(request, 'reverse_charge', { country, rate: '0', name: reversed.name });

  const state = stateOf(buyer.address);
  const taxedIn = collects(registrations, country, state)
    ? country
    : homeOf(seller.country, registrations, country);
  if (taxedIn === undefined) return noTax(request, 'not_registered', { country });
  const rate = findRate(taxedIn, state, day);
  if (!rate) return noTax(request, 'unknown_rate', { country: taxedIn });
  const { percent, name } = rate;
  const taxAmounts = splitTax(amounts, percent, behavior);
  return { status: 'calculated', rate: percent, country: taxedIn, name, taxAmounts };
}

/** Whether any registration is in the buyer's country or, in the European Union, in any member state. */
function isWithin(registrations: readonly TaxRegistration[], country: string): boolean {
  const isUnion = memberStates.has(country);
  return registrations.some((one) => one.country === country || (isUnion && memberStates.has(one.country)));
}

/** Whether tax is collected for the place itself: registered there or, in the Union, in a one-stop shop. */
function collects(registrations: readonly TaxRegistration[], country: string, state: string | null): boolean {
  return registrations.some(
    (one) =>
      (one.country === country && (one.state == null || one.state === state)) ||
      (one.scheme === 'oss' && memberStates.has(country)),
  );
}

/**
 * A seller of a member state who is registered there and in no one-stop shop taxes consumers of other member states at
 * home: Council Directive 2006/112/EC, Article 59c, up to 10 000 euros a year. Past that a seller has to register.
 */
function homeOf(
  sellerCountry: string | null,
  registrations: readonly TaxRegistration[],
  buyerCountry: string,
): string | undefined {
  if (!memberStates.has(buyerCountry)) return undefined;
  const home = registrations.find((one) => one.country === sellerCountry);
  return home && memberStates.has(home.country) ? home.country : undefined;
}

/**
 * The rule by which the buyer owes the tax: the seller is known to be abroad, and the buyer has a number of those
 * registered for the tax. In the Union that number may be any member state's but the seller's; one of Northern Ireland
 * (`XI`) is for goods only.
 */
function reverseChargeOf({ seller, buyer }: TaxRequest, country: string): ReverseCharge | undefined {
  const { taxId } = buyer;
  if (taxId === null || seller.country === null || seller.country === country) return undefined;
  const rule = reverseCharges.find((one) => (one.countries as readonly string[]).includes(country));
  if (!rule || taxId.format !== rule.format) return undefined;
  const valid = validateTaxId(taxId.value, country);
  if (valid?.format !== rule.format) return undefined;
  if (rule.format !== 'eu_vat') return rule;
  const issuer = issuerOf(valid.value);
  return memberStates.has(issuer) && issuer !== seller.country ? rule : undefined;
}
