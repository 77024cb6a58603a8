import { type Invoice, labelWithoutPeriod } from '../invoices/index.ts';
import type { Fact, MailAttachment, MailContent } from '../mails/index.ts';
import type { Subscription } from '../subscriptions/index.ts';
import { cardButton, type Notice, portalButton, type Reader } from './notice.ts';

/** An invoice as an event found it. */
export type ToldInvoice = Omit<Invoice, 'lines' | 'hasDocument'> & {
  lines: readonly { label: string; amount: number; periodStart: Date | null; periodEnd: Date | null }[];
};

/** Whether money, or credit, was taken for it. */
function isCharged({ totalAmount, deferredAmount }: ToldInvoice): boolean {
  return totalAmount > 0 && deferredAmount === 0;
}

/**
 * What is said of an invoice that was paid. What costs nothing is confirmed where somebody ordered it; a renewal that does is
 * not told.
 *
 * @param subscription what it is for, as it is now
 */
export function paidNotice(
  invoice: ToldInvoice,
  subscription: Subscription | undefined,
  reader: Reader,
): Notice | undefined {
  const { billingReason, description: product } = invoice;
  const { words, organization } = reader;
  if (billingReason === 'purchase') {
    return receipt(reader, invoice, 'order_confirmation', {
      subject: words.say('orderSubject', { product }),
      title: words.say('orderTitle'),
      paragraphs: [words.say('orderText', { product, organization: organization.name })],
    });
  }
  if (billingReason === 'subscription_create') return begunNotice(invoice, subscription, reader);
  if (!isCharged(invoice)) return undefined;
  const paragraphs = [words.say('paymentReceived', { amount: amountPaid(reader, invoice) })];
  if (billingReason === 'subscription_update') {
    return receipt(reader, invoice, 'subscription_updated', {
      subject: words.say('updatedSubject', { product }),
      title: words.say('updatedTitle'),
      paragraphs,
      facts: subscription && planFacts(reader, subscription),
    });
  }
  const isFirst =
    subscription?.trialEnd != null && invoice.periodStart?.getTime() === subscription.trialEnd.getTime();
  return isFirst
    ? receipt(reader, invoice, 'subscription_cycled_after_trial', {
        subject: words.say('convertedSubject', { product }),
        title: words.say('convertedTitle'),
        paragraphs,
      })
    : receipt(reader, invoice, 'subscription_cycled', {
        subject: words.say('renewedSubject', { product }),
        title: words.say('renewedTitle'),
        paragraphs,
      });
}

function begunNotice(invoice: ToldInvoice, subscription: Subscription | undefined, reader: Reader): Notice {
  const { words } = reader;
  const organization = reader.organization.name;
  const { periodEnd, description: product } = invoice;
  const isTrial = subscription?.trialEnd != null && periodEnd?.getTime() === subscription.trialEnd.getTime();
  if (subscription && periodEnd && isTrial) {
    const date = words.date(periodEnd);
    return receipt(reader, invoice, 'subscription_confirmation', {
      subject: words.say('trialSubject', { product }),
      title: words.say('trialTitle'),
      paragraphs: [
        words.say('trialText', { product, organization, date, price: priceOf(reader, subscription) }),
      ],
    });
  }
  return receipt(reader, invoice, 'subscription_confirmation', {
    subject: words.say('subscribedSubject', { product }),
    title: words.say('subscribedTitle'),
    paragraphs: [
      words.say('subscribedText', { product, organization }),
      ...(periodEnd && isCharged(invoice) ? [words.say('renewsOn', { date: words.date(periodEnd) })] : []),
    ],
  });
}

/** What an attempt to collect that failed leads to: the next one, or the deadline. */
export function failedNotice(invoice: ToldInvoice, reader: Reader): Notice {
  const { words } = reader;
  const { nextPaymentAttemptAt, nextActionAt, description: product } = invoice;
  const amount = words.money(invoice.dueAmount, invoice.currency);
  const next = nextPaymentAttemptAt
    ? words.say('failedRetry', { date: words.date(nextPaymentAttemptAt) })
    : nextActionAt && words.say('failedLast', { date: words.date(nextActionAt) });
  return {
    kind: 'subscription_past_due',
    // Whatever else is changed of the invoice leaves the number of attempts as it is.
    about: `invoice ${invoice.id} attempt ${invoice.paymentAttempts}`,
    content: {
      subject: words.say('failedSubject', { product }),
      title: words.say('failedTitle'),
      paragraphs: [words.say('failedText', { amount, product }), ...(next ? [next] : [])],
      lines: linesOf(reader, invoice),
      totals: [{ label: words.say('amountDue'), value: amount }],
      button: cardButton(reader),
    },
  };
}

/** What somebody is subscribed to. */
export function planFacts(reader: Reader, subscription: Subscription): Fact[] {
  const { words } = reader;
  const { name, seats, currentPeriodEnd } = subscription;
  return [
    { label: words.say('plan'), value: name },
    ...(seats === null ? [] : [{ label: words.say('seats'), value: String(seats) }]),
    { label: words.say('price'), value: priceOf(reader, subscription) },
    ...(currentPeriodEnd && subscription.amount > 0
      ? [{ label: words.say('nextPayment'), value: words.date(currentPeriodEnd) }]
      : []),
  ];
}

export function priceOf({ words }: Reader, subscription: Subscription): string {
  const { amount, currency, recurringInterval, recurringIntervalCount } = subscription;
  return words.price(amount, currency, recurringInterval, recurringIntervalCount);
}

function amountPaid({ words }: Reader, { dueAmount, currency }: ToldInvoice): string {
  return words.money(dueAmount, currency);
}

/** A mail with what was bought, what that came to, and the documents of it. */
function receipt(
  reader: Reader,
  invoice: ToldInvoice,
  kind: Notice['kind'],
  said: Pick<MailContent, 'subject' | 'title' | 'paragraphs' | 'facts'>,
): Notice {
  const { words } = reader;
  const attachments = documentsOf(invoice);
  return {
    kind,
    attachments,
    content: {
      ...said,
      paragraphs: [...said.paragraphs, ...(attachments.length > 0 ? [words.say('documents')] : [])],
      lines: linesOf(reader, invoice),
      totals: totalsOf(reader, invoice),
      facts: [...(said.facts ?? []), ...invoiceFacts(reader, invoice)],
      button: portalButton(reader),
    },
  };
}

/** The receipt where money was paid; the invoice where it says whom it is made out to. */
function documentsOf({ id, receiptNumber, billingName, billingAddress }: ToldInvoice): MailAttachment[] {
  if (receiptNumber === null) return [];
  const receiptPdf: MailAttachment = { kind: 'receipt', invoiceId: id };
  return billingName !== null && billingAddress !== null
    ? [receiptPdf, { kind: 'invoice', invoiceId: id }]
    : [receiptPdf];
}

/** The period of the whole invoice is told beneath; that of a line where it is another. */
function linesOf(reader: Reader, invoice: ToldInvoice): Fact[] {
  return invoice.lines.map(({ label, amount, periodStart: start, periodEnd: end }) => {
    const isOther = end?.getTime() !== invoice.periodEnd?.getTime();
    const period = start && end && isOther ? ` (${daysOf(reader, start, end)})` : '';
    return {
      label: `${start && end ? labelWithoutPeriod(label) : label}${period}`,
      value: reader.words.money(amount, invoice.currency),
    };
  });
}

/** From the first day to the last: the moment at which a period ends is the next one's. */
function daysOf({ words }: Reader, start: Date, end: Date): string {
  return `${words.date(start)} – ${words.date(new Date(Math.max(start.getTime(), end.getTime() - 1)))}`;
}

function totalsOf({ words }: Reader, invoice: ToldInvoice): Fact[] {
  const { discountAmount, taxAmount, totalAmount, appliedBalanceAmount, dueAmount, currency } = invoice;
  const row = (label: Parameters<typeof words.say>[0], amount: number): Fact => ({
    label: words.say(label),
    value: words.money(amount, currency),
  });
  return [
    ...(discountAmount > 0 ? [row('discount', -discountAmount)] : []),
    ...(taxAmount > 0 ? [row('tax', taxAmount)] : []),
    ...(appliedBalanceAmount === 0 ? [] : [row('total', totalAmount), row('balance', appliedBalanceAmount)]),
    row(totalAmount > 0 ? 'amountPaid' : 'total', appliedBalanceAmount === 0 ? totalAmount : dueAmount),
  ];
}

function invoiceFacts(reader: Reader, { number, issuedAt, periodStart, periodEnd }: ToldInvoice): Fact[] {
  const { words } = reader;
  return [
    ...(number === null ? [] : [{ label: words.say('invoiceNumber'), value: number }]),
    ...(issuedAt === null ? [] : [{ label: words.say('date'), value: words.date(issuedAt) }]),
    ...(periodStart && periodEnd
      ? [{ label: words.say('period'), value: daysOf(reader, periodStart, periodEnd) }]
      : []),
  ];
}
