import { createHash } from 'node:crypto';
import { transaction } from '../../platform/postgres/database.ts';
import { type Failure, fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectCustomersById } from '../customers/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { type DocumentSource, documentContent } from './document-content.ts';
import { type StoredDocument, selectDocumentChecksum, upsertDocument } from './documents.sql.ts';
import { type Invoice, isPaid } from './invoice.ts';
import { type InvoiceKey, selectInvoice, updateInvoiceRow } from './invoices.sql.ts';
import type { InvoiceDocument } from './pdf/index.ts';

/** Counts up with the looks of the documents: a new look makes a new document. */
const templateVersion = 2;

/** Polar, early: one PDF for ever, of a paid order. Polar, now: made anew whenever what it shows has changed. */
export type DocumentRule = 'once_when_paid' | 'whenever_changed';

type Attempt = Result<Invoice> | 'outrun';

/**
 * Makes the PDF of an invoice where there is none yet or it would show something else by now.
 *
 * @returns `not_found`, `document_exists`, `not_paid`, `not_eligible` (a draft or void one; its status is in `detail`), or
 *   `billing_details_missing`.
 */
export async function generateInvoiceDocument(
  scope: Scope,
  key: InvoiceKey,
  rule: DocumentRule,
): Promise<Result<Invoice>> {
  for (;;) {
    const outcome = await attemptInvoiceDocument(scope, key, rule);
    if (outcome !== 'outrun') return outcome;
  }
}

async function attemptInvoiceDocument(scope: Scope, key: InvoiceKey, rule: DocumentRule): Promise<Attempt> {
  const invoice = await selectInvoice(scope, key);
  if (!invoice) return fail(notFound);
  const failure = documentFailure(invoice, rule);
  if (failure) return fail(failure);
  const content = await contentOf(scope, 'invoice', invoice);
  if ((await selectDocumentChecksum(scope, invoice.id, 'invoice')) === checksumOf(content))
    return ok(invoice);
  const document = await render('Invoice', content);
  // Rendering takes its time, so no transaction is open meanwhile: what was rendered counts only if nothing changed since.
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const current = await selectInvoice(inside, key, { lock: true });
    if (current?.version !== invoice.version) return 'outrun';
    await upsertDocument(inside, invoice.id, 'invoice', document);
    const after: Invoice = {
      ...current,
      version: current.version + 1,
      modifiedAt: scope.clock.now(),
      hasDocument: true,
    };
    await updateInvoiceRow(inside, after, [
      {
        type: 'invoice.updated',
        objectType: 'invoice',
        objectId: invoice.id,
        changes: { document: { before: null, after: document.checksum } },
      },
    ]);
    return ok(after);
  });
}

const notFound: Failure = { code: 'not_found', message: 'There is no such invoice.' };

/** What keeps an invoice from having its PDF made. Polar: the status counts before the details. */
function documentFailure(invoice: Invoice, rule: DocumentRule): Failure | undefined {
  const { status } = invoice;
  if (rule === 'once_when_paid') {
    if (invoice.hasDocument)
      return { code: 'document_exists', message: 'The invoice was generated already.' };
    if (!isPaid(status)) return { code: 'not_paid', message: 'The invoice is not paid.' };
  } else if (status === 'draft' || status === 'void') {
    return { code: 'not_eligible', message: 'There is no document of such an invoice.', detail: { status } };
  }
  if (invoice.billingName === null || invoice.billingAddress === null) {
    return { code: 'billing_details_missing', message: 'Billing name and address are required.' };
  }
  return undefined;
}

/**
 * Makes an invoice's receipt where there is none yet or it would show something else by now.
 *
 * @returns `not_found`, or `receipt_not_allocated` where no payment succeeded.
 */
export async function prepareReceipt(scope: Scope, key: InvoiceKey): Promise<Result<Invoice>> {
  const invoice = await selectInvoice(scope, key);
  if (!invoice) return fail(notFound);
  if (invoice.receiptNumber === null) {
    return fail({
      code: 'receipt_not_allocated',
      message: 'There is no receipt of an invoice without a payment.',
    });
  }
  await keepDocument(scope, invoice.id, 'Receipt', await contentOf(scope, 'receipt', invoice));
  return ok(invoice);
}

/**
 * An invoice's PDF, or its receipt, as it would be made now; nothing is kept. Undefined where there is none: of an invoice
 * that is not there, void or a draft, without billing details, or without a payment.
 */
export async function renderDocument(
  scope: Scope,
  key: InvoiceKey,
  kind: 'invoice' | 'receipt',
): Promise<StoredDocument | undefined> {
  const invoice = await selectInvoice(scope, key);
  if (!invoice) return undefined;
  const isThere =
    kind === 'receipt' ? invoice.receiptNumber !== null : !documentFailure(invoice, 'whenever_changed');
  if (!isThere) return undefined;
  return render(kind === 'receipt' ? 'Receipt' : 'Invoice', await contentOf(scope, kind, invoice));
}

/** Renders a document and keeps it, unless what is kept says the same. */
export async function keepDocument(
  scope: Scope,
  subjectId: string,
  name: string,
  content: InvoiceDocument,
): Promise<void> {
  if ((await selectDocumentChecksum(scope, subjectId, content.kind)) === checksumOf(content)) return;
  await upsertDocument(scope, subjectId, content.kind, await render(name, content));
}

async function contentOf(
  scope: Scope,
  kind: 'invoice' | 'receipt',
  invoice: Invoice,
): Promise<InvoiceDocument> {
  return documentContent(kind, await documentSource(scope, invoice));
}

/** What a document is made of beside what it is about. */
export async function documentSource(scope: Scope, invoice: Invoice): Promise<DocumentSource> {
  const [organization, [customer]] = await Promise.all([
    selectOrganization(scope.database, scope.organizationId),
    selectCustomersById(scope, [invoice.customerId]),
  ]);
  if (!organization || !customer) throw new Error('An invoice has lost its seller or its buyer.');
  return { invoice, organization, customer };
}

function checksumOf(content: InvoiceDocument): string {
  return createHash('sha256')
    .update(JSON.stringify([templateVersion, content]))
    .digest('hex');
}

async function render(name: string, content: InvoiceDocument): Promise<StoredDocument> {
  // Loaded when first used: it takes a twentieth of a second, which a start without it is spared.
  const { renderInvoicePdf } = await import('./pdf/index.ts');
  return {
    checksum: checksumOf(content),
    fileName: `${name}-${content.number}.pdf`,
    content: await renderInvoicePdf(content),
  };
}
