import type { Organization } from '../organizations/index.ts';
import { noneCalculator } from './none-calculator.ts';
import { tableCalculator } from './table-calculator.ts';
import type { TaxCalculator } from './tax-calculator.ts';

const calculators: Record<Organization['taxCalculator'], TaxCalculator> = {
  table: tableCalculator,
  none: noneCalculator,
};

/** The calculator that an organization has chosen. */
export function taxCalculatorOf(organization: Pick<Organization, 'taxCalculator'>): TaxCalculator {
  return calculators[organization.taxCalculator];
}
