import { allOf, literalPattern, orderBy, type Page, selectPage } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import { customerIdsKnownAs } from '../customers/index.ts';
import type { Invoice, InvoiceStatus } from './invoice.ts';
import { type InvoiceRow, withDocument, withLines } from './invoices.sql.ts';

export type InvoiceSort =
  | 'createdAt'
  | 'status'
  | 'number'
  | 'netAmount'
  | 'customerEmail'
  | 'productName'
  | 'discountName'
  | 'subscriptionId';

/** Of lists, one of the values must hold; an empty list is held by none. */
export type InvoiceFilter = {
  ids?: readonly string[];
  customerIds?: readonly string[];
  /** The merchant's own ids of customers. */
  externalCustomerIds?: readonly string[];
  productIds?: readonly string[];
  discountIds?: readonly string[];
  checkoutIds?: readonly string[];
  subscriptionIds?: readonly string[];
  /** Of a subscription, or bought once. */
  recurring?: boolean;
  statuses?: readonly InvoiceStatus[];
  /** At this time or later; at this time or earlier. */
  createdAfter?: Date;
  createdBefore?: Date;
  /** Contained in the description, ignoring case. */
  search?: string;
  /** One of the values for every key, compared as text. */
  metadata?: Record<string, string[]>;
};

/** A page of invoices and how many there are in all. */
export async function listInvoices(
  scope: Scope,
  filter: InvoiceFilter,
  page: Page<InvoiceSort>,
): Promise<{ items: Invoice[]; total: number }> {
  const { database } = scope;
  const list = {
    from: 'invoices',
    columns: withDocument(database),
    where: conditions(scope, filter),
    order: order(scope, page.sort),
  };
  const { items, total } = await selectPage<InvoiceRow>(scope.database, page, list);
  return { items: await withLines(scope, items), total };
}

/** The newest invoice of each of some subscriptions, by their ids. */
export async function selectLatestInvoiceIds(
  scope: Scope,
  subscriptionIds: readonly string[],
): Promise<Map<string, string>> {
  const { database } = scope;
  const rows = await database<{ subscriptionId: string; id: string }[]>`
    select distinct on (subscription_id) subscription_id, id from invoices
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and subscription_id = any(${[...subscriptionIds]}::uuid[])
    order by subscription_id, created_at desc, id desc`;
  return new Map(rows.map(({ subscriptionId, id }) => [subscriptionId, id]));
}

const rowsPerRead = 1000;

/** All invoices that pass a filter, newest first, read page by page so that no statement grows with the table. */
export async function* everyInvoice(scope: Scope, filter: InvoiceFilter): AsyncGenerator<Invoice[]> {
  const { database } = scope;
  let last: Invoice | undefined;
  for (;;) {
    const older = last ? database`and (created_at, id) < (${last.createdAt}, ${last.id}::uuid)` : database``;
    const rows = await database<InvoiceRow[]>`
      select ${withDocument(database)} from invoices where ${conditions(scope, filter)} ${older}
      order by created_at desc, id desc limit ${rowsPerRead}`;
    const invoices = await withLines(scope, rows);
    if (invoices.length > 0) yield invoices;
    if (invoices.length < rowsPerRead) return;
    last = invoices.at(-1);
  }
}

function conditions(scope: Scope, filter: InvoiceFilter) {
  const { database } = scope;
  const parts = [database`organization_id = ${scope.organizationId} and mode = ${scope.mode}`];
  const oneOf = (column: string, values: readonly string[] | undefined) => {
    if (values) parts.push(database`${database(column)}::text = any(${[...values]}::text[])`);
  };
  const anId = (column: string, values: readonly string[] | undefined) => {
    if (values) parts.push(database`${database(column)} = any(${[...values]}::uuid[])`);
  };
  anId('id', filter.ids);
  anId('customer_id', filter.customerIds);
  anId('product_id', filter.productIds);
  anId('discount_id', filter.discountIds);
  anId('checkout_id', filter.checkoutIds);
  anId('subscription_id', filter.subscriptionIds);
  oneOf('status', filter.statuses);
  if (filter.externalCustomerIds) {
    parts.push(database`customer_id in ${customerIdsKnownAs(scope, filter.externalCustomerIds)}`);
  }
  if (filter.recurring !== undefined)
    parts.push(database`(subscription_id is not null) = ${filter.recurring}`);
  if (filter.createdAfter) parts.push(database`created_at >= ${filter.createdAfter}`);
  if (filter.createdBefore) parts.push(database`created_at <= ${filter.createdBefore}`);
  if (filter.search !== undefined) {
    parts.push(database`description ilike ${`%${literalPattern(filter.search)}%`}`);
  }
  for (const [key, values] of Object.entries(filter.metadata ?? {})) {
    parts.push(database`metadata ->> ${key} = any(${values}::text[])`);
  }
  return allOf(database, parts);
}

function order(scope: Scope, sort: Page<InvoiceSort>['sort']) {
  const { database } = scope;
  return orderBy<InvoiceSort>(database, sort, {
    createdAt: database`invoices.created_at`,
    status: database`invoices.status`,
    number: database`invoices.number`,
    netAmount: database`invoices.net_amount`,
    subscriptionId: database`invoices.subscription_id`,
    customerEmail: database`(select email from customers
      where customers.organization_id = invoices.organization_id and customers.mode = invoices.mode
        and customers.id = invoices.customer_id)`,
    productName: database`(select name from products
      where products.organization_id = invoices.organization_id and products.mode = invoices.mode
        and products.id = invoices.product_id)`,
    discountName: database`(select name from discounts
      where discounts.organization_id = invoices.organization_id and discounts.mode = invoices.mode
        and discounts.id = invoices.discount_id)`,
  });
}
