import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Authenticator } from '../../billing/api-keys/index.ts';
import type { ApiDescription, Dialect, Services } from '../../platform/http/dialect.ts';
import type { Answer } from '../../platform/http/route.ts';
import { type Access, createAccess } from './access.ts';
import { checkoutClientRoutes } from './checkout-client.ts';
import { checkoutLinkRoutes } from './checkout-links.ts';
import { checkoutRoutes } from './checkouts.ts';
import { customFieldRoutes } from './custom-fields.ts';
import { portalSessionRoutes } from './customer-portal/customer-session.ts';
import { portalCustomerRoutes } from './customer-portal/customers.ts';
import { emailUpdateRoutes } from './customer-portal/email-update.ts';
import { portalMemberRoutes } from './customer-portal/members.ts';
import { portalOrderPaymentRoutes } from './customer-portal/order-payments.ts';
import { portalOrderRoutes } from './customer-portal/orders.ts';
import { portalOrganizationRoutes } from './customer-portal/organizations.ts';
import { portalPaymentMethodRoutes } from './customer-portal/payment-methods.ts';
import { portalSeatRoutes } from './customer-portal/seats.ts';
import { portalSubscriptionRoutes } from './customer-portal/subscriptions.ts';
import { customerSeatRoutes } from './customer-seats.ts';
import { customerSessionRoutes } from './customer-sessions.ts';
import { customerStateRoutes } from './customer-state.ts';
import { customerRoutes } from './customers.ts';
import { discountRoutes } from './discounts.ts';
import { disputeRoutes } from './disputes.ts';
import { answerFault, domainError } from './errors.ts';
import { memberRoutes } from './members.ts';
import { orderDraftRoutes } from './order-drafts.ts';
import { orderRoutes } from './orders.ts';
import { organizationRoutes } from './organizations.ts';
import { paymentMethodRoutes } from './payment-methods.ts';
import { paymentRoutes } from './payments.ts';
import { productRoutes } from './products.ts';
import { refundRoutes } from './refunds.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { namedContracts } from './versions.ts';
import { webhookDeliveryRoutes } from './webhook-deliveries.ts';
import { webhookEndpointRoutes } from './webhook-endpoints.ts';

export type PolarSettings = { defaultContract: string };

export const polarRoutes = [
  ...orderRoutes,
  ...orderDraftRoutes,
  ...portalOrderRoutes,
  ...portalOrderPaymentRoutes,
  ...customerRoutes,
  ...customerStateRoutes,
  ...paymentMethodRoutes,
  ...memberRoutes,
  ...customerSeatRoutes,
  ...customerSessionRoutes,
  ...portalMemberRoutes,
  ...portalSeatRoutes,
  ...emailUpdateRoutes,
  ...portalSessionRoutes,
  ...portalCustomerRoutes,
  ...portalPaymentMethodRoutes,
  ...portalOrganizationRoutes,
  ...organizationRoutes,
  ...productRoutes,
  ...subscriptionRoutes,
  ...portalSubscriptionRoutes,
  ...discountRoutes,
  ...customFieldRoutes,
  ...checkoutRoutes,
  ...checkoutClientRoutes,
  ...checkoutLinkRoutes,
  ...paymentRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...webhookEndpointRoutes,
  ...webhookDeliveryRoutes,
];

/** Paths that have no trailing slash although they name a collection. */
const bareCollections =
  /\/(?:customer-portal\/(?:members|seats)|customer-seats|webhooks\/(?:endpoints|deliveries))$/;

function description(settings: PolarSettings): ApiDescription<Access> {
  return {
    title: "Polar's API",
    version: shownVersion(settings.defaultContract),
    namedVersions: namedContracts,
    description:
      "Customers, products, checkouts and orders as Polar's clients know them, answered by Florin.",
    securitySchemes: {
      access_token: { type: 'http', scheme: 'bearer', description: 'An API key.' },
      customer_session: { type: 'http', scheme: 'bearer', description: 'The token of a customer session.' },
      member_session: { type: 'http', scheme: 'bearer', description: "The token of a member's session." },
    },
    security: ({ access }) =>
      ({
        merchant: ['access_token'],
        customer: ['customer_session', 'member_session'],
        member: ['member_session'],
        anonymous: [],
        checkout: [],
        nobody: [],
      })[access.subject],
    error: Type.Object({
      error: Type.Optional(Type.String()),
      error_description: Type.Optional(Type.String()),
      detail: Type.Optional(
        Type.Union([
          Type.String(),
          Type.Array(
            Type.Object({
              type: Type.String(),
              loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
              msg: Type.String(),
              input: Type.Optional(Type.Unknown()),
              ctx: Type.Optional(Type.Unknown()),
            }),
          ),
        ]),
      ),
    }),
  };
}

/** Polar's API at its own paths. */
export function polarDialect(
  services: Services,
  authenticator: Authenticator,
  settings: PolarSettings,
): Dialect<Access> {
  const access = createAccess(services, authenticator);
  return {
    name: 'polar',
    prefix: '/v1',
    routes: polarRoutes,
    description: description(settings),
    requestId: () => crypto.randomUUID(),
    guard: (request) => answerPreflight(request) ?? guardVersion(request) ?? guardLength(request),
    ...access,
    version: (request) => namedVersion(request) ?? settings.defaultContract,
    takesBody: () => undefined,
    takesText,
    coerceBodies: true,
    mayHoldCardNumber: (path) => path.includes('tax_id') || path.includes('customer_tax_id'),
    fault: answerFault,
    headers: (request) => ({
      'cache-control': 'private, no-store',
      'polar-version': namedVersion(request) ?? shownVersion(settings.defaultContract),
      'x-request-id': request.id,
      ...(request.headers.origin === undefined ? {} : crossOriginHeaders),
    }),
    otherSpelling,
  };
}

function namedVersion(request: FastifyRequest): string | undefined {
  const header = request.headers['polar-version'];
  return typeof header === 'string' && namedContracts.includes(header) ? header : undefined;
}

/** The early contract had no name: its answers carry the first that was given. */
function shownVersion(contract: string): string {
  return namedContracts.includes(contract) ? contract : (namedContracts[0] ?? contract);
}

function guardVersion(request: FastifyRequest): Answer | undefined {
  const header = request.headers['polar-version'];
  if (header === undefined || namedVersion(request)) return undefined;
  return { status: 404, body: { detail: 'Not Found' } };
}

function guardLength(request: FastifyRequest): Answer | undefined {
  const sends = ['POST', 'PUT', 'PATCH'].includes(request.method);
  if (!sends || request.headers['content-length'] !== undefined) return undefined;
  return domainError(411, 'LengthRequired', 'A Content-Length header is required.');
}

/** Pages of any origin may call, without credentials of the browser's. */
const crossOriginHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Polar-Version',
};

/** A browser asks before it calls, and needs no version, body or token for that. */
function answerPreflight(request: FastifyRequest): Answer | undefined {
  const { origin, 'access-control-request-method': method } = request.headers;
  if (request.method !== 'OPTIONS' || origin === undefined || method === undefined) return undefined;
  return {
    status: 200,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'access-control-allow-methods': 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
      'access-control-allow-headers':
        'Accept, Accept-Language, Authorization, Content-Language, Content-Type, Polar-Version',
      'access-control-max-age': '600',
    },
    body: Buffer.from('OK'),
  };
}

/** A body that is not called JSON is a text to the vendor, and a text is no object. */
function takesText(request: FastifyRequest): boolean {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return type !== undefined && !/^application\/(?:[^;]+\+)?json$/.test(type);
}

/** Collections end with a slash and items do not; the other spelling is redirected. */
function otherSpelling(path: string): string | undefined {
  if (path.endsWith('/')) return path.slice(0, -1);
  return bareCollections.test(path) ? undefined : `${path}/`;
}
