import { Card } from '../../ui/card.tsx';
import { day } from '../shared/format.ts';
import { LoadedPart } from '../shared/loaded.tsx';
import { MoneyTable, sumsOf } from '../shared/money-table.tsx';
import type { ComputedInvoice, Subscription } from '../shared/objects.ts';
import { useUpcomingInvoice } from './use-subscription.ts';

/** What the next renewal will come to as things stand. */
export function UpcomingInvoice({ subscription }: { subscription: Subscription }) {
  const upcoming = useUpcomingInvoice(subscription);
  if (upcoming.data === null) return null;
  return (
    <Card
      title="Next invoice"
      {...(upcoming.data ? { description: `On ${day(upcoming.data.period_start)}, as things stand` } : {})}
      isFlush
    >
      <LoadedPart query={upcoming}>
        {(found) => found && <ComputedInvoiceTable name="Next invoice" invoice={found.invoice} />}
      </LoadedPart>
    </Card>
  );
}

export function ComputedInvoiceTable({ name, invoice }: { name: string; invoice: ComputedInvoice }) {
  return (
    <MoneyTable
      name={name}
      currency={invoice.currency}
      // Lines that are not written yet have no ids.
      lines={invoice.lines.map((line, index) => ({ ...line, id: String(index) }))}
      sums={sumsOf(invoice, { taxRate: invoice.tax_rate })}
    />
  );
}
