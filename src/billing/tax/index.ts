export { taxBehaviorOf } from './tax-behavior.ts';
export type { TaxAnswer, TaxCalculator, TaxRequest, TaxStatus } from './tax-calculator.ts';
export { taxCalculatorOf } from './tax-calculator-of.ts';
