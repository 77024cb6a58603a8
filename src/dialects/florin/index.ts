import type { Authenticator } from '../../billing/api-keys/index.ts';
import type { Engine } from '../../billing/due-work/index.ts';
import { createEventFeed } from '../../billing/events/index.ts';
import type { ApiDescription, Dialect, Services } from '../../platform/http/dialect.ts';
import { type Access, createAccess } from './access.ts';
import { auditRoutes } from './audit.ts';
import { checkoutPageRoutes } from './checkout-pages.ts';
import { creditNoteRoutes } from './credit-notes.ts';
import { customerMergeRoutes } from './customer-merge.ts';
import { customerTimelineRoutes } from './customer-timeline.ts';
import { customerRoutes } from './customers.ts';
import { erasureRoutes } from './erasures.ts';
import { answerFault, ErrorSchema } from './errors.ts';
import { createEventStreams } from './event-streams.ts';
import { eventRoutes } from './events.ts';
import { exportRoutes } from './exports.ts';
import { invoiceRoutes } from './invoices.ts';
import { keyRoutes } from './keys.ts';
import { logoRoutes } from './logos.ts';
import { mailRoutes } from './mails.ts';
import { metricRoutes } from './metrics.ts';
import { organizationRoutes } from './organizations.ts';
import { paymentRoutes } from './payments.ts';
import { portalRoutes } from './portal.ts';
import { previewRoutes } from './previews.ts';
import { processorRoutes } from './processors.ts';
import { sandboxRoutes } from './sandbox.ts';
import { isSandboxCardField, sandboxCardRoutes } from './sandbox-cards.ts';
import { searchRoutes } from './search.ts';
import { signInRoutes } from './sign-in.ts';
import { teamRoutes } from './team.ts';
import { testClockRoutes } from './test-clock.ts';
import { webhookEndpointRoutes } from './webhook-endpoints.ts';
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
    user: {
      type: 'apiKey',
      in: 'cookie',
      name: 'florin.session_token',
      description:
        'Of a person in the dashboard. What is of an organization also wants the header Florin-Organization, and takes ' +
        'Florin-Mode: test or live, else test.',
    },
  },
  security: ({ access }) =>
    ({
      operator: ['operator'],
      key: ['operator', 'key', 'user'],
      test_key: ['operator', 'test_key', 'user'],
      organization: ['operator', 'user'],
      team: ['user'],
      user: access.kind === 'user' && access.orOperator ? ['operator', 'user'] : ['user'],
      customer: ['customer'],
      secret: [],
      public: [],
      link: [],
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
  const streams = createEventStreams(feed, authenticator, services);
  return {
    name: 'florin',
    prefix: '/florin/v1',
    routes: [
      ...signInRoutes(services),
      ...teamRoutes(services),
      ...organizationRoutes,
      ...logoRoutes,
      ...keyRoutes(authenticator),
      ...testClockRoutes(engine),
      ...processorRoutes,
      ...previewRoutes,
      ...invoiceRoutes,
      ...paymentRoutes,
      ...creditNoteRoutes,
      ...portalRoutes,
      ...mailRoutes,
      ...checkoutPageRoutes,
      ...sandboxCardRoutes,
      ...sandboxRoutes,
      ...eventRoutes(feed, streams),
      ...webhookRoutes,
      ...webhookEndpointRoutes(settings.webhookWords, feed),
      ...auditRoutes,
      ...exportRoutes,
      ...erasureRoutes,
      ...customerRoutes,
      ...customerTimelineRoutes,
      ...customerMergeRoutes,
      ...searchRoutes,
      ...metricRoutes,
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
      path.includes('tax_id') ||
      path.includes('secret_key') ||
      path.includes('password') ||
      path.includes('tax_registrations') ||
      isSandboxCardField(path),
    fault: answerFault,
    headers: (request) => ({ 'cache-control': 'private, no-store', 'x-request-id': request.id }),
  };
}
