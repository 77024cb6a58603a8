import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedAll, recordedIn } from '../changes/index.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';

export type InvoiceRow = Omit<Invoice, 'lines'>;

/** How a caller names an invoice; where a customer is named, only one of theirs is found. */
export type InvoiceKey = { id: string; customerId?: string };

/** The columns of `invoices`, and whether the invoice's PDF was made. */
export function withDocument(database: Database) {
  return database`invoices.*, ${hasDocument(database, database`invoices`)}`;
}

function hasDocument(database: Database, invoice: ReturnType<Database>) {
  return database`exists (
    select from documents
    where documents.organization_id = ${invoice}.organization_id and documents.mode = ${invoice}.mode
      and documents.invoice_id = ${invoice}.id and documents.kind = 'invoice') as has_document`;
}

/** Loads the lines of all of them at once. */
export async function withLines(scope: Scope, rows: readonly InvoiceRow[]): Promise<Invoice[]> {
  if (rows.length === 0) return [];
  const lines = await scope.database<InvoiceLine[]>`
    select * from invoice_lines
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and invoice_id = any(${rows.map(({ id }) => id)}::uuid[])
    order by invoice_id, position`;
  const byInvoice = Map.groupBy(lines, (line) => line.invoiceId);
  return rows.map((row) => ({ ...row, lines: byInvoice.get(row.id) ?? [] }));
}

/** Counts a series up by one and answers the number. The row stays locked until the transaction ends. */
export async function takeNumber(scope: Scope, series: string): Promise<number> {
  const [row] = await scope.database<{ lastNumber: number }[]>`
    insert into document_counters as counter (organization_id, mode, series, last_number)
    values (${scope.organizationId}, ${scope.mode}, ${series}, 1)
    on conflict (organization_id, mode, series) do update set last_number = counter.last_number + 1
    returning last_number`;
  if (!row) throw new Error('A counter answered no number.');
  return row.lastNumber;
}

/** Inserts an invoice with its lines, and records it. */
export async function insertInvoice(
  scope: Scope,
  invoice: Invoice,
  records: readonly ChangeRecord[],
): Promise<void> {
  const { database } = scope;
  const { lines, ...i } = invoice;
  await database`
    with inserted as (
      insert into invoices (organization_id, mode, id, created_at, status, billing_reason, customer_id, product_id,
        checkout_id, subscription_id, discount_id, currency, subtotal_amount, discount_amount, net_amount, tax_amount,
        total_amount, applied_balance_amount, due_amount, deferred_amount, tax_behavior, tax_status, tax_name, seats,
        period_start, period_end, collection_method, billing_name, billing_address, tax_id, number, receipt_number,
        issued_at, due_at, paid_at, description, metadata, custom_field_data)
      values (${i.organizationId}, ${i.mode}, ${i.id}, ${i.createdAt}, ${i.status}, ${i.billingReason}, ${i.customerId},
        ${i.productId}, ${i.checkoutId}, ${i.subscriptionId}, ${i.discountId}, ${i.currency}, ${i.subtotalAmount},
        ${i.discountAmount}, ${i.netAmount}, ${i.taxAmount}, ${i.totalAmount}, ${i.appliedBalanceAmount},
        ${i.dueAmount}, ${i.deferredAmount}, ${i.taxBehavior}, ${i.taxStatus}, ${i.taxName}, ${i.seats},
        ${i.periodStart}, ${i.periodEnd}, ${i.collectionMethod}, ${i.billingName},
        ${database.json(i.billingAddress as never)}, ${database.json(i.taxId)}, ${i.number}, ${i.receiptNumber},
        ${i.issuedAt}, ${i.dueAt}, ${i.paidAt}, ${i.description}, ${database.json(i.metadata as never)},
        ${database.json(i.customFieldData as never)})
      returning *),
    inserted_lines as (
      insert into invoice_lines (organization_id, mode, id, created_at, invoice_id, position, label, quantity, unit_amount,
        amount, discount_amount, tax_amount, tax_rate, proration, discountable, price_id, period_start, period_end)
      select ${i.organizationId}::uuid, ${i.mode}::billing_mode, line.id, ${i.createdAt}::timestamptz, ${i.id}::uuid,
        line.position, line.label, line.quantity, line.unit_amount, line.amount, line.discount_amount, line.tax_amount,
        line.tax_rate, line.proration, line.discountable, line.price_id, line.period_start, line.period_end
      from jsonb_to_recordset(${database.json(lines.map(lineRecord) as never)}::jsonb) as line (id uuid,
        position integer, label text, quantity integer, unit_amount bigint, amount bigint, discount_amount bigint,
        tax_amount bigint, tax_rate text, proration boolean, discountable boolean, price_id uuid,
        period_start timestamptz, period_end timestamptz)
      returning *),
    changed as (
      select inserted.*,
        (select jsonb_agg(to_jsonb(inserted_lines) order by position) from inserted_lines) as lines
      from inserted),
    ${recordedAll(database, scope, records)}
    select 1`;
}

function lineRecord(line: InvoiceLine) {
  const { id, position, label, quantity, amount, proration } = line;
  return {
    id,
    position,
    label,
    quantity,
    unit_amount: line.unitAmount,
    amount,
    discount_amount: line.discountAmount,
    tax_amount: line.taxAmount,
    tax_rate: line.taxRate,
    proration,
    discountable: line.discountable,
    price_id: line.priceId,
    period_start: line.periodStart,
    period_end: line.periodEnd,
  };
}

/** What is told of a change to an invoice beside its columns: its lines as JSON, and whether its PDF was made. */
function toldBeside(database: Database, invoice: ReturnType<Database>) {
  return database`(
    select jsonb_agg(to_jsonb(line) order by line.position) from invoice_lines line
    where line.organization_id = ${invoice}.organization_id and line.mode = ${invoice}.mode
      and line.invoice_id = ${invoice}.id) as lines, ${hasDocument(database, invoice)}`;
}

/** Writes what can change of an invoice, and records it. */
export async function updateInvoiceRow(
  scope: Scope,
  invoice: Invoice,
  records: readonly ChangeRecord[],
): Promise<void> {
  const { database } = scope;
  const i = invoice;
  await database`
    with updated as (
      update invoices set version = version + 1, modified_at = ${i.modifiedAt}, status = ${i.status},
        billing_name = ${i.billingName}, billing_address = ${database.json(i.billingAddress as never)},
        number = ${i.number}, receipt_number = ${i.receiptNumber}, issued_at = ${i.issuedAt}, due_at = ${i.dueAt},
        paid_at = ${i.paidAt}, voided_at = ${i.voidedAt}, applied_balance_amount = ${i.appliedBalanceAmount},
        due_amount = ${i.dueAmount}, deferred_amount = ${i.deferredAmount}, refunded_amount = ${i.refundedAmount},
        refunded_tax_amount = ${i.refundedTaxAmount}, credited_amount = ${i.creditedAmount},
        credited_tax_amount = ${i.creditedTaxAmount},
        payment_attempts = ${i.paymentAttempts}, manual_attempts = ${i.manualAttempts},
        first_failed_at = ${i.firstFailedAt},
        next_payment_attempt_at = ${i.nextPaymentAttemptAt}, next_action_at = ${i.nextActionAt}
      where organization_id = ${i.organizationId} and mode = ${i.mode} and id = ${i.id}
      returning *),
    changed as (select updated.*, ${toldBeside(database, database`updated`)} from updated),
    ${recordedAll(database, scope, records)}
    select 1`;
}

/** Moves when an invoice is looked at again, which is nobody's business: nothing is told. */
export async function scheduleInvoice(
  scope: Scope,
  invoice: Invoice,
  nextActionAt: Date | null,
): Promise<Invoice> {
  await scope.database`
    update invoices set next_action_at = ${nextActionAt}
    where organization_id = ${invoice.organizationId} and mode = ${invoice.mode} and id = ${invoice.id}`;
  return { ...invoice, nextActionAt };
}

/** Records what happened to an invoice beside, or without, a change to its row. */
export async function recordOnInvoice(scope: Scope, invoice: Invoice, record: ChangeRecord): Promise<void> {
  const { database } = scope;
  await database`
    with changed as (
      select invoices.*, ${toldBeside(database, database`invoices`)} from invoices
      where organization_id = ${invoice.organizationId} and mode = ${invoice.mode} and id = ${invoice.id}),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** `lock` holds the row until the transaction ends. */
export async function selectInvoice(
  scope: Scope,
  key: InvoiceKey,
  options: { lock?: boolean } = {},
): Promise<Invoice | undefined> {
  const { database } = scope;
  const rows = await database<InvoiceRow[]>`
    select ${withDocument(database)} from invoices
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${key.id}
      ${key.customerId ? database`and customer_id = ${key.customerId}` : database``}
    ${options.lock ? database`for update of invoices` : database``}`;
  const [invoice] = await withLines(scope, rows);
  return invoice;
}
