import { Type } from 'typebox';
import {
  listCreditNotes,
  prepareCreditNoteDocument,
  selectCreditNote,
} from '../../billing/credit-notes/index.ts';
import { endCustomerSession } from '../../billing/customer-sessions/index.ts';
import { documentLink } from '../../billing/invoices/index.ts';
import { avatarUrlAt, selectOrganizationBySlug } from '../../billing/organizations/index.ts';
import { findCardForm } from '../../billing/payment-methods/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, anybody, customer, customerBilling } from './access.ts';
import { CreditNoteSchema, creditNoteView } from './credit-notes.ts';
import { notFound } from './errors.ts';
import { listOf, ModeInput, nullable, page, pageQuery, UuidInput } from './schemas.ts';

const BrandingSchema = Type.Object({
  name: Type.String(),
  avatar_url: nullable(Type.String()),
  brand_color: nullable(Type.String({ description: '`#rrggbb`.' })),
});

const CardFormSchema = Type.Object({
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
});

function sessionOf({ actor }: Scope): { id: string; customerId: string } {
  if (actor.kind !== 'customer_session') throw new Error('A portal route was reached without a session.');
  return actor;
}

/** What the customer portal's pages need and no vendor's API has. */
export const portalRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/organizations/by-slug/{slug}/branding',
    summary: 'Get how an organization looks to its customers',
    access: anybody,
    params: Type.Object({ slug: Type.String() }),
    responses: { 200: BrandingSchema },
    async handle(caller, { params }, { publicUrl }) {
      const organization = await selectOrganizationBySlug(caller.database, params.slug);
      if (!organization) return notFound(caller.requestId, 'organization');
      const { name, settings } = organization;
      const avatar_url = avatarUrlAt(publicUrl, organization);
      const body = { name, avatar_url, brand_color: settings.branding?.color ?? null };
      return { status: 200, body };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/customer-portal/session',
    summary: 'Get of which mode the session is',
    access: customer,
    responses: { 200: Type.Object({ mode: ModeInput }) },
    async handle({ mode }) {
      return { status: 200, body: { mode } };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/florin/v1/customer-portal/session',
    summary: 'End the session that the token is of',
    access: customer,
    responses: { 204: null },
    async handle(scope) {
      await endCustomerSession(scope, sessionOf(scope).id);
      return { status: 204 };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/customer-portal/card-form',
    summary: 'Get with what the page of a customer takes a card',
    access: customerBilling,
    responses: { 200: CardFormSchema },
    async handle(scope) {
      const { processor, publishableKey } = await findCardForm(scope);
      return { status: 200, body: { mode: scope.mode, processor, publishable_key: publishableKey } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/customer-portal/credit-notes',
    summary: "List the customer's credit notes, newest first",
    access: customerBilling,
    query: Type.Object({ ...pageQuery, invoice_id: Type.Optional(UuidInput) }),
    responses: { 200: listOf(CreditNoteSchema) },
    async handle(scope, { query }) {
      const filter = { invoiceId: query.invoice_id, customerId: sessionOf(scope).customerId };
      const notes = await listCreditNotes(scope, filter, { limit: query.limit + 1, before: query.cursor });
      return { status: 200, body: page(notes, query.limit, creditNoteView) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/customer-portal/credit-notes/{id}/document',
    summary: "Get an address of the PDF of one of the customer's credit notes, good for ten minutes",
    access: customerBilling,
    params: Type.Object({ id: UuidInput }),
    responses: { 200: Type.Object({ url: Type.String() }) },
    async handle(scope, { params }, request) {
      const note = await selectCreditNote(scope, { id: params.id });
      if (note?.customerId !== sessionOf(scope).customerId) return notFound(scope.requestId, 'credit note');
      const prepared = await prepareCreditNoteDocument(scope, note.id);
      if (!prepared.ok) return notFound(scope.requestId, 'credit note');
      const url = await documentLink(scope, request.publicUrl, note.id, 'credit_note');
      return { status: 200, body: { url } };
    },
  }),
];
