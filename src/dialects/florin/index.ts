import type { Authenticator } from '../../billing/api-keys/index.ts';
import type { Engine } from '../../billing/due-work/index.ts';
import { createEventFeed } from '../../billing/events/index.ts';
import type { ApiDescription, Dialect, Services } from '../../platform/http/dialect.ts';
import { type Access, createAccess } from './access.ts';
import { auditRoutes } from './audit.ts';
import { creditNoteRoutes } from './credit-notes.ts';
import { erasureRoutes } from './erasures.ts';
import { answerFault, ErrorSchema } from './errors.ts';
import { createEventStreams } from './event-streams.ts';
import { eventRoutes } from './events.ts';
import { exportRoutes } from './exports.ts';
import { invoiceRoutes } from './invoices.ts';
import { keyRoutes } from './keys.ts';
import { mailRoutes } from './mails.ts';
import { organizationRoutes } from './organizations.ts';
import { previewRoutes } from './previews.ts';
import { processorRoutes } from './processors.ts';
import { sandboxRoutes } from './sandbox.ts';
import { isSandboxCardField, sandboxCardRoutes } from './sandbox-cards.ts';
import { testClockRoutes } from './test-clock.ts';
import { type WebhookWords, webhookListeningRoutes } from './webhook-listening.ts';
import { webhookRoutes } from './webhooks.ts';

export {
  type AuditFormat,
  auditEntryView,
  auditFile,
  auditFormats,
  verificationView,
} from './audit.ts';
export { erasureView } from './erasures.ts';
export { keyView } from './keys.ts';
export { organizationView } from './organizations.ts';
export { processorView, webOrigin } from './processors.ts';
export { parseMoment } from './schemas.ts';
export { advanceView, testClockView } from './test-clock.ts';
export { type Heard, heardView, type WebhookWords } from './webhook-listening.ts';

export type FlorinSettings = { operatorToken: string | undefined; webhookWords: WebhookWords };

const description: ApiDescription<Access> = {
  title: "Florin's own API",
  version: 'v1',
  description:
    "What no vendor's API has: organizations, their keys, processors and test clocks, for whoever runs the server. " +
    'The token is the value of FLORIN_OPERATOR_TOKEN; without that variable these paths are not there.',
  securitySchemes: {
    operator: { type: 'http', scheme: 'bearer' },
    key: { type: 'http', scheme: 'bearer', description: 'An API key.' },
    test_key: { type: 'http', scheme: 'bearer', description: 'An API key of test mode.' },
    customer: { type: 'http', scheme: 'bearer', description: 'The token of a customer session.' },
  },
  security: ({ access }) =>
    ({
      operator: ['operator'],
      key: ['operator', 'key'],
      test_key: ['operator', 'test_key'],
      customer: ['customer'],
      secret: [],
      processor: [],
    })[access.kind],
  error: ErrorSchema,
};

/** Florin's own API, at paths that no vendor uses. */
export function florinDialect(
  services: Services,
  authenticator: Authenticator,
  engine: Engine,
  settings: FlorinSettings,
): Dialect<Access> {
  const feed = createEventFeed(services.pool);
  const streams = createEventStreams(feed, authenticator);
  return {
    name: 'florin',
    prefix: '/florin/v1',
    routes: [
      ...organizationRoutes,
      ...keyRoutes(authenticator),
      ...testClockRoutes(engine),
      ...processorRoutes,
      ...previewRoutes,
      ...invoiceRoutes,
      ...creditNoteRoutes,
      ...mailRoutes,
      ...sandboxCardRoutes,
      ...sandboxRoutes,
      ...eventRoutes(feed, streams),
      ...webhookRoutes,
      ...auditRoutes,
      ...exportRoutes,
      ...erasureRoutes,
      ...webhookListeningRoutes(settings.webhookWords, feed, streams),
    ],
    description,
    requestId: () => crypto.randomUUID(),
    ...createAccess(services, authenticator, settings.operatorToken),
    version: () => 'v1',
    takesBody: () => undefined,
    coerceBodies: false,
    mayHoldCardNumber: (path) =>
      path.includes('tax_ids') ||
      path.includes('secret_key') ||
      path.includes('tax_registrations') ||
      isSandboxCardField(path),
    fault: answerFault,
    headers: (request) => ({ 'cache-control': 'private, no-store', 'x-request-id': request.id }),
  };
}
