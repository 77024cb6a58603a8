import { type Static, Type } from 'typebox';
import { correctInvoice } from '../../billing/collection/index.ts';
import {
  type CreditNote,
  type CreditReason,
  creditReasons,
  listCreditNotes,
  prepareCreditNoteDocument,
  selectCreditNote,
} from '../../billing/credit-notes/index.ts';
import { documentLink } from '../../billing/invoices/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import { type Access, keyWith } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { listOf, nullable, optional, page, pageQuery, Timestamp, Uuid, UuidInput } from './schemas.ts';

const oneOf = <T extends string>(...options: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...options] });

export const CreditNoteSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  number: Type.String(),
  invoice_id: Uuid,
  customer_id: Uuid,
  refund_id: nullable(Uuid),
  status: oneOf('issued', 'void'),
  settled_by: Type.Unsafe<CreditNote['settledBy']>({
    type: 'string',
    enum: ['refund', 'due', 'account'],
    description: "What is credited went back as money, off what is due, or on the customer's account.",
  }),
  reason: oneOf(...creditReasons),
  memo: nullable(Type.String()),
  currency: Type.String(),
  amount: Type.Integer({ description: 'Without tax, in minor units.' }),
  tax_amount: Type.Integer(),
  total_amount: Type.Integer(),
  voided_at: nullable(Timestamp),
  lines: Type.Array(
    Type.Object({
      id: Uuid,
      invoice_line_id: nullable(Uuid),
      label: Type.String(),
      amount: Type.Integer(),
      tax_amount: Type.Integer(),
      tax_rate: nullable(Type.String()),
    }),
  ),
});

export function creditNoteView(note: CreditNote): Static<typeof CreditNoteSchema> {
  return {
    id: note.id,
    created_at: note.createdAt.toISOString(),
    number: note.number,
    invoice_id: note.invoiceId,
    customer_id: note.customerId,
    refund_id: note.refundId,
    status: note.status,
    settled_by: note.settledBy,
    reason: note.reason,
    memo: note.memo,
    currency: note.currency,
    amount: note.amount,
    tax_amount: note.taxAmount,
    total_amount: note.amount + note.taxAmount,
    voided_at: note.voidedAt?.toISOString() ?? null,
    lines: note.lines.map((line) => ({
      id: line.id,
      invoice_line_id: line.invoiceLineId,
      label: line.label,
      amount: line.amount,
      tax_amount: line.taxAmount,
      tax_rate: line.taxRate,
    })),
  };
}

/** Why an invoice is corrected; what a bank took back is not the merchant's to say. */
const givenReasons = creditReasons.filter((reason) => reason !== 'dispute_prevention');

const Gross = Type.Integer({ minimum: 1, description: 'Minor units, tax included.' });

const CreditMembers = Type.Object({
  reason: Type.Unsafe<CreditReason>({ type: 'string', enum: givenReasons }),
  memo: optional(Type.String({ maxLength: 500, description: 'Stands on the document.' })),
  amount: optional(Gross),
  lines: optional(
    Type.Array(Type.Object({ line_id: UuidInput, amount: Gross }), { minItems: 1, maxItems: 100 }),
  ),
});

const CreditInput = parsed(
  CreditMembers,
  (members): ParseOutcome<Static<typeof CreditMembers>> =>
    members.amount != null && members.lines != null
      ? { type: 'invalid', reason: 'Takes the place of `amount`: only one of them.', path: ['lines'] }
      : { value: members },
);

const Params = Type.Object({ id: UuidInput });
const Whose = Type.Object(whoseQuery);
const read = keyWith('orders:read', 'orders:write');
const write = keyWith('orders:write');

export const creditNoteRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/florin/v1/invoices/{id}/credit-notes',
    summary: 'Correct an invoice with a credit note',
    access: write,
    params: Params,
    query: Whose,
    body: CreditInput,
    responses: { 201: CreditNoteSchema },
    async handle(caller, { params, query, body }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const result = await correctInvoice(scope, params.id, {
        reason: body.reason,
        memo: body.memo ?? null,
        amount: body.amount ?? undefined,
        lines: body.lines?.map(({ line_id, amount }) => ({ invoiceLineId: line_id, amount })),
      });
      return result.ok
        ? { status: 201, body: creditNoteView(result.value) }
        : answerFailures(scope.requestId, result.failures);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/credit-notes',
    summary: 'List credit notes, newest first',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      ...whoseQuery,
      ...pageQuery,
      invoice_id: Type.Optional(UuidInput),
      customer_id: Type.Optional(UuidInput),
    }),
    responses: { 200: listOf(CreditNoteSchema) },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const filter = { invoiceId: query.invoice_id, customerId: query.customer_id };
      const notes = await listCreditNotes(scope, filter, { limit: query.limit + 1, before: query.cursor });
      return { status: 200, body: page(notes, query.limit, creditNoteView) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/credit-notes/{id}',
    summary: 'Get a credit note',
    access: read,
    params: Params,
    query: Whose,
    responses: { 200: CreditNoteSchema },
    async handle(caller, { params, query }, request) {
      const scope = await callerScope(caller, query, request);
      const note = scope && (await selectCreditNote(scope, { id: params.id }));
      return note ? { status: 200, body: creditNoteView(note) } : notFound(caller.requestId, 'credit note');
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/credit-notes/{id}/document',
    summary: "Get an address of a credit note's PDF, good for ten minutes",
    access: read,
    params: Params,
    query: Whose,
    responses: { 200: Type.Object({ url: Type.String() }) },
    async handle(caller, { params, query }, request) {
      const scope = await callerScope(caller, query, request);
      const result = scope && (await prepareCreditNoteDocument(scope, params.id));
      if (!scope || !result?.ok) return notFound(caller.requestId, 'credit note');
      const url = await documentLink(scope, request.publicUrl, params.id, 'credit_note');
      return { status: 200, body: { url } };
    },
  }),
];
