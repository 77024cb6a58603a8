import { shortIdText } from '../../platform/ids.ts';

/** A run of numbers without gaps. `series` is what it is counted under, `beginning` what its numbers begin with. */
export type NumberSeries = { series: string; beginning: string };

/**
 * Where an invoice's number comes from. Polar: a customer's own run, `PREFIX-SHORT-NNNN`, or one run for the whole
 * organization, `PREFIX-NNNN`. The run goes on when the organization changes its prefix.
 */
export function invoiceSeries(
  seller: { invoicePrefix: string; settings: { order: { invoice_numbering: 'customer' | 'organization' } } },
  buyer: { shortId: number },
): NumberSeries {
  if (seller.settings.order.invoice_numbering === 'organization') {
    return { series: 'invoice', beginning: seller.invoicePrefix };
  }
  const short = shortIdText(buyer.shortId);
  return { series: `invoice ${short}`, beginning: `${seller.invoicePrefix}-${short}` };
}

/** Polar: receipts are numbered by customer, `RCPT-SHORT-NNNN`. */
export function receiptSeries(buyer: { shortId: number }): NumberSeries {
  const short = shortIdText(buyer.shortId);
  return { series: `receipt ${short}`, beginning: `RCPT-${short}` };
}

/** Credit notes have runs of their own, counted as the organization's invoices are: `CN-PREFIX-SHORT-NNNN`. */
export function creditNoteSeries(
  seller: Parameters<typeof invoiceSeries>[0],
  buyer: { shortId: number },
): NumberSeries {
  const { series, beginning } = invoiceSeries(seller, buyer);
  return { series: series.replace('invoice', 'credit_note'), beginning: `CN-${beginning}` };
}

/** The number as it is shown: at least four digits. */
export function documentNumber({ beginning }: NumberSeries, count: number): string {
  return `${beginning}-${String(count).padStart(4, '0')}`;
}
