export { authenticateLogin } from './authenticate-login.ts';
export { createCustomerSession } from './create-customer-session.ts';
export type { CustomerSession } from './customer-session.ts';
export { selectCustomerSession } from './customer-sessions.sql.ts';
export { findCustomerSession } from './find-customer-session.ts';
export { forgetExpiredLogins } from './login-codes.sql.ts';
export { type LoginRequest, requestLogin } from './request-login.ts';
