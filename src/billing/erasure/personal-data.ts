/** What takes the place of something personal: an address that leads nowhere, nothing, or an empty object. */
type Replacement = 'address' | 'null' | 'object';

type PersonalTable = {
  table: string;
  /** What events and audit entries call the rows; null where none tell of them. */
  objectType: string | null;
  columns: Record<string, Replacement>;
  /** What rows keep, because a document shows it or because it is replaced otherwise, and what is told no more all the same. */
  toldColumns?: Record<string, Replacement>;
  /** Whether updates go by the row's version. */
  isVersioned?: true;
};

/**
 * Where there is something of a customer's person. A column that may hold such a thing and is not named here stays, and stands in
 * docs/erasure.md.
 */
export const personalTables: readonly PersonalTable[] = [
  {
    table: 'customers',
    objectType: 'customer',
    isVersioned: true,
    columns: {
      email: 'address',
      email_key: 'null',
      external_id: 'null',
      phone: 'null',
      description: 'null',
      billing_address: 'null',
      shipping_address: 'null',
      payment_token: 'null',
      logo_url: 'null',
      icon_url: 'null',
      domain: 'null',
      user_id: 'null',
    },
    toldColumns: { name: 'null', billing_name: 'null', metadata: 'object' },
  },
  {
    table: 'members',
    objectType: 'member',
    columns: { email: 'address', name: 'null', external_id: 'null' },
  },
  {
    table: 'payment_methods',
    objectType: 'payment_method',
    columns: { method_metadata: 'object', fingerprint: 'null', processor_customer_reference: 'null' },
  },
  {
    table: 'checkouts',
    objectType: 'checkout',
    isVersioned: true,
    columns: {
      external_customer_id: 'null',
      customer_name: 'null',
      customer_email: 'null',
      customer_ip_address: 'null',
      customer_billing_name: 'null',
      customer_billing_address: 'null',
      customer_tax_id: 'null',
      customer_metadata: 'object',
      custom_field_data: 'object',
      metadata: 'object',
      success_url: 'null',
      return_url: 'null',
    },
  },
  {
    table: 'subscriptions',
    objectType: 'subscription',
    isVersioned: true,
    columns: { customer_cancellation_comment: 'null', custom_field_data: 'object', metadata: 'object' },
  },
  {
    table: 'invoices',
    objectType: 'invoice',
    isVersioned: true,
    columns: { custom_field_data: 'object', metadata: 'object' },
    toldColumns: { billing_name: 'null', billing_address: 'null', tax_id: 'null' },
  },
  {
    table: 'payments',
    objectType: 'payment',
    columns: { return_url: 'null', customer_reference: 'null' },
  },
  { table: 'refunds', objectType: 'refund', columns: { comment: 'null', metadata: 'object' } },
  { table: 'credit_notes', objectType: 'credit_note', columns: {}, toldColumns: { memo: 'null' } },
  { table: 'disputes', objectType: 'dispute', columns: {} },
  {
    table: 'customer_seats',
    objectType: 'customer_seat',
    columns: { email: 'address', invitation_token_hash: 'null', metadata: 'object' },
  },
  {
    table: 'discount_redemptions',
    objectType: null,
    columns: { email_key: 'null', card_fingerprint: 'null' },
  },
  { table: 'trial_redemptions', objectType: null, columns: { email_key: 'null', card_fingerprint: 'null' } },
];

/** What is told of rows: by the type of object, what is put in the place of which column. */
export function toldReplacements(address: string): Record<string, Record<string, unknown>> {
  const values: Record<Replacement, unknown> = { address, null: null, object: {} };
  const told = personalTables.flatMap(({ objectType, columns, toldColumns }) => {
    const replaced = Object.entries({ ...columns, ...toldColumns }).map(([name, by]) => [name, values[by]]);
    return objectType === null ? [] : [[objectType, Object.fromEntries(replaced)]];
  });
  return Object.fromEntries(told);
}

/** Members of what is told that are lists of other rows, and what these are. */
export const toldLists: Record<string, string> = { active_subscriptions: 'subscription' };

/** The same columns as the code names them: members of what changed, by the type of object. */
export const toldMembers: Record<string, string[]> = Object.fromEntries(
  Object.entries(toldReplacements('')).map(([objectType, columns]) => [
    objectType,
    Object.keys(columns).map((name) =>
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    ),
  ]),
);
