import { noTax, type TaxCalculator } from './tax-calculator.ts';

/** For organizations that collect no tax, or not through Florin: every sale is as if they were registered nowhere. */
export const noneCalculator: TaxCalculator = {
  name: 'none',
  calculate: (request) =>
    noTax(request, 'not_registered', { country: request.buyer.address?.country ?? null }),
};
