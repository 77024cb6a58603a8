import { type Customer, listCustomers } from '../../billing/customers/index.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Row } from './csv.ts';
import { customerView } from './customer-view.ts';

export const exportHeader: Row = [
  'ID',
  'External ID',
  'Created At',
  'Email',
  'Name',
  'Tax ID',
  'Billing Address Line 1',
  'Billing Address Line 2',
  'Billing Address City',
  'Billing Address State',
  'Billing Address Zip',
  'Billing Address Country',
  'Metadata',
];

function exportRow(customer: Customer): Row {
  const view = customerView(customer);
  const address = view.billing_address;
  return [
    view.id,
    view.external_id,
    view.created_at,
    view.email,
    view.name,
    view.tax_id?.[0] ?? null,
    address?.line1 ?? null,
    address?.line2 ?? null,
    address?.city ?? null,
    address?.state ?? null,
    address?.postal_code ?? null,
    address?.country ?? null,
    JSON.stringify(view.metadata),
  ];
}

const exportPage = 1000;

/** All customers, oldest first, read page by page so that no one statement grows with the table. */
export async function exportRows(scope: Scope): Promise<Row[]> {
  const rows: Row[] = [];
  let after: { createdAt: Date; id: string } | undefined;
  for (;;) {
    const { items } = await listCustomers(
      scope,
      {},
      { limit: exportPage, offset: 0, after, oldestFirst: true },
    );
    rows.push(...items.map(exportRow));
    const last = items.at(-1);
    if (!last || items.length < exportPage) return rows;
    after = { createdAt: last.createdAt, id: last.id };
  }
}
