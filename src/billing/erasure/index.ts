export { eraseCustomer } from './erase-customer.ts';
export type { Erasure } from './erasure.ts';
export { selectErasure } from './erasures.sql.ts';
export { finishErasure } from './finish-erasure.ts';
export { type ErasingSettings, runErasures } from './run-erasures.ts';
