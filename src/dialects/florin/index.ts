import type { Authenticator } from '../../billing/api-keys/index.ts';
import type { ApiDescription, Dialect, Services } from '../../platform/http/dialect.ts';
import { type Access, createAccess } from './access.ts';
import { answerFault, ErrorSchema } from './errors.ts';
import { keyRoutes } from './keys.ts';
import { organizationRoutes } from './organizations.ts';
import { isSandboxCardField, sandboxCardRoutes } from './sandbox-cards.ts';

export { keyView } from './keys.ts';
export { organizationView } from './organizations.ts';
export { parseMoment } from './schemas.ts';

export type FlorinSettings = { operatorToken: string | undefined };

const description: ApiDescription<Access> = {
  title: "Florin's own API",
  version: 'v1',
  description:
    "What no vendor's API has: organizations and their keys, for whoever runs the server. " +
    'The token is the value of FLORIN_OPERATOR_TOKEN; without that variable these paths are not there.',
  securitySchemes: { operator: { type: 'http', scheme: 'bearer' } },
  security: (route) => (route.access.kind === 'operator' ? ['operator'] : []),
  error: ErrorSchema,
};

/** Florin's own API, at paths that no vendor uses. */
export function florinDialect(
  services: Services,
  authenticator: Authenticator,
  settings: FlorinSettings,
): Dialect<Access> {
  return {
    name: 'florin',
    prefix: '/florin/v1',
    routes: [...organizationRoutes, ...keyRoutes(authenticator), ...sandboxCardRoutes],
    description,
    requestId: () => crypto.randomUUID(),
    ...createAccess(services, settings.operatorToken),
    version: () => 'v1',
    takesBody: () => undefined,
    coerceBodies: false,
    mayHoldCardNumber: (path) => path.includes('tax_ids') || isSandboxCardField(path),
    fault: answerFault,
    headers: (request) => ({ 'cache-control': 'private, no-store', 'x-request-id': request.id }),
  };
}
