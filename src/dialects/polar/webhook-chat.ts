import { formatMoney } from '../../platform/currency.ts';
import type { WebhookEventType } from './webhook-types.ts';

/** What a team wants to read in its chat, by the heading of the message. All else is left out there. */
const headings: Partial<Record<WebhookEventType, string>> = {
  'customer.created': 'New customer',
  'customer.deleted': 'Customer deleted',
  'order.created': 'New order',
  'order.paid': 'Order paid',
  'order.refunded': 'Order refunded',
  'refund.created': 'New refund',
  'subscription.created': 'New subscription',
  'subscription.active': 'Subscription active',
  'subscription.canceled': 'Subscription canceled',
  'subscription.uncanceled': 'Cancellation taken back',
  'subscription.cycled': 'Subscription renewed',
  'subscription.revoked': 'Subscription ended',
  'subscription.past_due': 'Payment past due',
  'subscription.paused': 'Subscription paused',
  'subscription.resumed': 'Subscription resumed',
};

/** The members that a message reads of what is told, where they are there. */
type Shown = {
  customer?: Person;
  product?: { name: string } | null;
  description?: string;
  amount?: number;
  tax_amount?: number;
  total_amount?: number;
  refunded_amount?: number;
  refunded_tax_amount?: number;
  currency?: string;
  reason?: string;
  ends_at?: string | null;
} & Partial<Person>;

type Person = { name: string | null; email: string | null };

type Field = { name: string; value: string };

/** Longer texts are cut: chats refuse messages that are too long. */
const longestValue = 200;

/**
 * The body of a message that Slack or Discord shows; undefined where the event does not suit a chat.
 *
 * @param data what is told: an object as the API shows it
 */
export function chatMessage(
  format: 'slack' | 'discord',
  type: string,
  at: Date,
  data: object,
): object | undefined {
  const heading = headings[type as WebhookEventType];
  if (heading === undefined) return undefined;
  const fields = fieldsOf(type, data as Shown).map(({ name, value }) => ({
    name,
    value: value.length > longestValue ? `${value.slice(0, longestValue)}…` : value,
  }));
  return format === 'slack' ? slackMessage(heading, fields) : discordMessage(heading, fields, at);
}

function fieldsOf(type: string, shown: Shown): Field[] {
  const person = 'email' in shown ? (shown as Person) : shown.customer;
  const item = shown.product?.name ?? shown.description;
  const amount = amountOf(type, shown);
  return [
    ...(person ? [{ name: 'Customer', value: nameOf(person) }] : []),
    ...(item === undefined ? [] : [{ name: 'Product', value: item }]),
    ...(amount === undefined ? [] : [{ name: 'Amount', value: amount }]),
    ...(shown.reason === undefined ? [] : [{ name: 'Reason', value: shown.reason.replaceAll('_', ' ') }]),
    ...(shown.ends_at ? [{ name: 'Ends', value: shown.ends_at.slice(0, 10) }] : []),
  ];
}

function nameOf({ name, email }: Person): string {
  if (name === null) return email ?? 'Somebody';
  return email === null ? name : `${name} (${email})`;
}

/** What was paid, or given back, with its tax; what a subscription costs a period. */
function amountOf(type: string, shown: Shown): string | undefined {
  const { amount, tax_amount: tax = 0, currency } = shown;
  if (currency === undefined) return undefined;
  const given = (shown.refunded_amount ?? 0) + (shown.refunded_tax_amount ?? 0);
  const kind = type.slice(0, type.indexOf('.'));
  const minor =
    type === 'order.refunded'
      ? given
      : (shown.total_amount ?? (kind === 'refund' ? (amount ?? 0) + tax : amount));
  return minor === undefined ? undefined : formatMoney(minor, currency, 'en-US');
}

/** Slack reads `&`, `<` and `>` as its own. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function slackMessage(heading: string, fields: readonly Field[]) {
  const summary = [heading, ...fields.map(({ value }) => escaped(value))].join(' · ');
  const sections = fields.map(({ name, value }) => ({
    type: 'mrkdwn',
    text: `*${name}*\n${escaped(value)}`,
  }));
  return {
    text: summary,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: heading } },
      ...(sections.length > 0 ? [{ type: 'section', fields: sections }] : []),
    ],
  };
}

/** Nobody is called by what a customer put into a name. */
function discordMessage(heading: string, fields: readonly Field[], at: Date) {
  return {
    content: heading,
    embeds: [
      {
        title: heading,
        fields: fields.map((field) => ({ ...field, inline: true })),
        timestamp: at.toISOString(),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}
