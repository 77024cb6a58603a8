import { allOf, orderBy, type Page, selectPage } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Payment } from './payment.ts';

export type PaymentSort = 'createdAt' | 'status' | 'amount' | 'method';

export type PaymentFilter = {
  ids?: readonly string[];
  checkoutIds?: readonly string[];
  invoiceIds?: readonly string[];
  customerIds?: readonly string[];
  statuses?: readonly Payment['status'][];
  methods?: readonly string[];
  /** Whatever their case. */
  customerEmails?: readonly string[];
};

/** A page of payments and how many there are in all. */
export async function listPayments(
  scope: Scope,
  filter: PaymentFilter,
  page: Page<PaymentSort>,
): Promise<{ items: Payment[]; total: number }> {
  const list = { from: 'payments', where: conditions(scope, filter), order: order(scope, page) };
  return selectPage<Payment>(scope.database, page, list);
}

/** Newest first: a page of those older than one. */
export async function selectPaymentsBefore(
  scope: Scope,
  filter: PaymentFilter,
  page: { limit: number; before?: string | undefined },
): Promise<Payment[]> {
  const { database, organizationId, mode } = scope;
  const parts = [conditions(scope, filter)];
  if (page.before !== undefined) {
    parts.push(database`(created_at, id) < (
      select created_at, id from payments
      where organization_id = ${organizationId} and mode = ${mode} and id = ${page.before})`);
  }
  return database<Payment[]>`
    select * from payments where ${allOf(database, parts)}
    order by created_at desc, id desc limit ${page.limit}`;
}

function conditions(scope: Scope, filter: PaymentFilter) {
  const { database } = scope;
  const parts = [database`organization_id = ${scope.organizationId} and mode = ${scope.mode}`];
  const { ids, checkoutIds, invoiceIds, customerIds, statuses, methods, customerEmails } = filter;
  if (ids) parts.push(database`id = any(${[...ids]}::uuid[])`);
  if (checkoutIds) parts.push(database`checkout_id = any(${[...checkoutIds]}::uuid[])`);
  if (invoiceIds) parts.push(database`invoice_id = any(${[...invoiceIds]}::uuid[])`);
  if (customerIds) parts.push(database`customer_id = any(${[...customerIds]}::uuid[])`);
  if (statuses) parts.push(database`status = any(${[...statuses]}::text[])`);
  if (methods) parts.push(database`method = any(${[...methods]}::text[])`);
  if (customerEmails) {
    parts.push(database`customer_id in (select id from customers
      where organization_id = ${scope.organizationId} and mode = ${scope.mode}
        and lower(email) = any(${customerEmails.map((email) => email.toLowerCase())}::text[]))`);
  }
  return allOf(database, parts);
}

function order(scope: Scope, page: Page<PaymentSort>) {
  const { database } = scope;
  return orderBy<PaymentSort>(database, page.sort, {
    createdAt: database`created_at`,
    status: database`status`,
    amount: database`amount`,
    method: database`method`,
  });
}
