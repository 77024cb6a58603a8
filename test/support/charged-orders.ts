import assert from 'node:assert/strict';
import type { ProductWithPrices } from '../../src/billing/catalog/index.ts';
import type { Customer } from '../../src/billing/customers/index.ts';
import { addToBalance } from '../../src/billing/invoices/index.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { type Called, call } from './call.ts';
import type { TestFlorin } from './florin.ts';
import { californian, makeCustomer, makeProduct } from './orders.ts';
import { keepCard } from './subscriptions.ts';

/** As Polar answers an order. */
export type ShownOrder = Record<string, unknown> & {
  id: string;
  status: string;
  invoice_number: string | null;
  receipt_number: string | null;
  due_amount: number;
  refundable_amount: number;
  refundable_tax_amount: number;
};

export type Polar = {
  florin: TestFlorin;
  scope: Scope;
  request(method: string, path: string, body?: unknown, token?: string): Promise<Called>;
  /** What is answered where all is well. */
  ask<T = ShownOrder>(method: string, path: string, body?: unknown): Promise<T>;
};

/** Polar's API of a server, called with its test key. */
export async function polarOf(florin: TestFlorin): Promise<Polar> {
  const request: Polar['request'] = (method, path, body, token = florin.testKey) =>
    call(method, `${florin.url}/v1/${path}`, { token, body });
  return {
    florin,
    scope: await florin.scope(florin.organization, 'test'),
    request,
    async ask<T>(method: string, path: string, body?: unknown) {
      const answer = await request(method, path, body);
      assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
      return answer.body as T;
    },
  };
}

/** Registers the organization of a server for the tax of a place. */
export async function collectTax(florin: TestFlorin, registrations: object[]): Promise<void> {
  await florin.pool`
    update organizations set tax_registrations = ${florin.pool.json(registrations as never)}
    where id = ${florin.organization.id}`;
}

export type Sale = {
  /** Minor units, dollars. */
  amount?: number;
  /** A token of the sandbox; null for no card. */
  card?: string | null;
  /** Credit, or debt, on the customer's account. */
  balance?: number;
  customer?: Partial<Parameters<typeof makeCustomer>[2]>;
  /** Members of the draft. */
  draft?: Record<string, unknown>;
};

export type Sold = {
  customer: Customer;
  product: ProductWithPrices;
  paymentMethodId: string | null;
  order: ShownOrder;
};

let counter = 0;

/** A draft of one product for a customer of its own. */
export async function draftOrder(polar: Polar, sale: Sale = {}): Promise<Sold> {
  const { amount = 1000, card = 'tok_visa', balance = 0 } = sale;
  const { scope } = polar;
  counter++;
  const customer = await makeCustomer(scope, `buyer-${counter}@example.com`, {
    name: `Buyer ${counter}`,
    billingAddress: californian,
    ...sale.customer,
  });
  const product = await makeProduct(scope, `Handbook ${counter}`, amount);
  const paymentMethodId = card === null ? null : await keepCard(scope, customer.id, card);
  if (balance !== 0) {
    const entry = { customerId: customer.id, currency: 'usd', invoiceId: null };
    await addToBalance(scope, { ...entry, amount: balance, reason: 'adjustment' });
  }
  const order = await polar.ask('POST', 'orders/', {
    customer_id: customer.id,
    product_id: product.id,
    ...sale.draft,
  });
  return { customer, product, paymentMethodId, order };
}

/** An order of one product that a customer's card has paid. */
export async function chargedOrder(polar: Polar, sale: Sale = {}): Promise<Sold> {
  const sold = await draftOrder(polar, sale);
  return { ...sold, order: await polar.ask('POST', `orders/${sold.order.id}/finalize`, {}) };
}

/** What is on a customer's account. */
export async function balanceOf(florin: TestFlorin, customerId: string): Promise<number> {
  const [row] = await florin.pool<{ amount: number }[]>`
    select amount from customer_balances where customer_id = ${customerId}`;
  return row?.amount ?? 0;
}
