export { createCustomerSession } from './create-customer-session.ts';
export type { CustomerSession } from './customer-session.ts';
export { findCustomerSession } from './find-customer-session.ts';
