export { authenticateLogin } from './authenticate-login.ts';
export { createCustomerSession } from './create-customer-session.ts';
export { isSessionToken } from './customer-session.ts';
export { selectCustomerSession } from './customer-sessions.sql.ts';
export { findCustomerSession } from './find-customer-session.ts';
export { forgetExpiredLogins } from './login-codes.sql.ts';
export { requestEmailChange } from './request-email-change.ts';
export { type LoginRequest, requestLogin } from './request-login.ts';
export { findEmailChange, verifyEmailChange } from './verify-email-change.ts';
