import { type Static, Type } from 'typebox';
import { type CheckoutPage, findCheckoutScope, loadCheckoutPage } from '../../billing/checkouts/index.ts';
import { avatarUrlAt } from '../../billing/organizations/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { type Access, secret } from './access.ts';
import { notFound } from './errors.ts';
import { ModeInput, nullable } from './schemas.ts';

const params = Type.Object({ client_secret: Type.String() });

const BrandingSchema = Type.Object({
  name: Type.String(),
  slug: Type.String(),
  avatar_url: nullable(Type.String()),
  brand_color: nullable(Type.String()),
  return_url: nullable(Type.String({ description: 'Where a buyer goes who does not buy.' })),
  embed_origin: nullable(
    Type.String({
      description: 'The origin whose pages may show the checkout in a frame, and get its messages.',
    }),
  ),
});

const PaymentSchema = Type.Object({
  mode: ModeInput,
  processor: nullable(
    Type.Unsafe<'sandbox' | 'stripe'>({
      type: 'string',
      enum: ['sandbox', 'stripe'],
      description: 'Null where nothing can be charged yet.',
    }),
  ),
  publishable_key: nullable(
    Type.String({ description: "What the processor's own card form is opened with." }),
  ),
  decline_reason: nullable(
    Type.String({ description: 'Why the last try failed, where the checkout is open for another.' }),
  ),
});

type PageFacts = { mode: Mode; publicUrl: string };

function brandingView(
  { organization, checkout, embedOrigin }: CheckoutPage,
  { publicUrl }: PageFacts,
): Static<typeof BrandingSchema> {
  return {
    name: organization.name,
    slug: organization.slug,
    avatar_url: avatarUrlAt(publicUrl, organization),
    brand_color: organization.settings.branding?.color ?? null,
    return_url: checkout.returnUrl,
    embed_origin: embedOrigin,
  };
}

function paymentView(
  { processor, publishableKey, declineReason }: CheckoutPage,
  { mode }: PageFacts,
): Static<typeof PaymentSchema> {
  return { mode, processor, publishable_key: publishableKey, decline_reason: declineReason };
}

async function withPage(
  { database, requestId }: Scope,
  clientSecret: string,
  { clockOf, publicUrl }: RequestFacts,
  view: (page: CheckoutPage, facts: PageFacts) => unknown,
): Promise<Answer> {
  const scope = await findCheckoutScope({ database, clockOf, requestId }, clientSecret);
  const page = scope?.actor.kind === 'checkout' && (await loadCheckoutPage(scope, scope.actor.id));
  return page
    ? { status: 200, body: view(page, { mode: scope.mode, publicUrl }) }
    : notFound(requestId, 'checkout');
}

/** What a buyer's page asks beside the checkout. The client secret in the path is all the leave that it takes. */
export const checkoutPageRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/checkouts/{client_secret}/branding',
    summary: 'Get how the page of a checkout looks, and where it may be shown',
    access: secret,
    params,
    responses: { 200: BrandingSchema },
    handle: (caller, { params: { client_secret: clientSecret } }, request) =>
      withPage(caller, clientSecret, request, brandingView),
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/checkouts/{client_secret}/payment',
    summary: 'Get how a checkout is paid, and why the last try failed',
    access: secret,
    params,
    responses: { 200: PaymentSchema },
    handle: (caller, { params: { client_secret: clientSecret } }, request) =>
      withPage(caller, clientSecret, request, paymentView),
  }),
];
