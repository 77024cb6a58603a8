export { type ApiKey, allScopes } from './api-key.ts';
export { selectApiKeys } from './api-keys.sql.ts';
export { type Authenticator, createAuthenticator } from './authenticate.ts';
export { createApiKey } from './create-api-key.ts';
export { keyScope } from './key-scope.ts';
export { revokeApiKey } from './revoke-api-key.ts';
