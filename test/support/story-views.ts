/** How stories read what they were answered: as short text and in the same words everywhere. */

/** `2027-01-31` */
export function day(value: unknown): string {
  return new Date(value as string | Date).toISOString().slice(0, 10);
}

type Line = { label: string; amount: number };

type Order = {
  created_at: unknown;
  billing_reason: string;
  total_amount: number;
  due_amount: number;
  status: string;
  items: Line[];
};

/**
 * Each order on a line: `2027-01-31 subscription_cycle 3000 paid`; where the customer's account had a part in it, with what
 * was left to pay: `… 3000, due 2500, paid`.
 */
export function ledger(orders: readonly Order[]): string[] {
  return orders.map((order) => {
    const { billing_reason: reason, total_amount: total, due_amount: due, status } = order;
    const amounts = total === due ? `${total}` : `${total}, due ${due},`;
    return `${day(order.created_at)} ${reason} ${amounts} ${status}`;
  });
}

/** What an order is made of, as `[label, amount]`. */
export function lines(order: Order | undefined): [string, number][] {
  return order?.items.map(({ label, amount }): [string, number] => [label, amount]) ?? [];
}

/** What stands in an order's lines and comes to, in their order. */
export function amounts(order: Order | undefined): number[] {
  return order?.items.map(({ amount }) => amount) ?? [];
}

/** So many times the same events. */
export function repeated(count: number, events: readonly string[]): string[] {
  return Array.from({ length: count }, () => events).flat();
}

/** What is told of things that happen again and again. */
export const told = {
  /** A subscription bought: the checkout has been opened and confirmed before. */
  changed: ['subscription.updated', 'customer.state_changed'],
  /** A renewal that is charged. */
  renewed: [
    'subscription.updated',
    'subscription.cycled',
    'customer.state_changed',
    'invoice.created',
    'invoice.updated',
    'invoice.paid',
  ],
  canceled: ['subscription.updated', 'subscription.canceled', 'customer.state_changed'],
  uncanceled: ['subscription.updated', 'subscription.uncanceled', 'customer.state_changed'],
  /** The end of what was canceled before. */
  ended: ['subscription.updated', 'subscription.revoked', 'customer.state_changed'],
  revoked: [
    'subscription.updated',
    'subscription.canceled',
    'subscription.revoked',
    'customer.state_changed',
  ],
  /** An order that is paid at birth. */
  paid: ['invoice.created', 'invoice.updated', 'invoice.paid'],
};
