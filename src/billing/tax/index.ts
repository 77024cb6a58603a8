export { taxBehaviorOf } from './tax-behavior.ts';
export type { TaxAnswer, TaxCalculator, TaxStatus } from './tax-calculator.ts';
export { taxCalculatorOf } from './tax-calculator-of.ts';
