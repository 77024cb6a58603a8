/** The screens about one thing each, by what the API calls the thing. */
const screens: Record<string, string> = {
  customer: 'customers',
  subscription: 'subscriptions',
  invoice: 'orders',
  order: 'orders',
  payment: 'payments',
  product: 'products',
  discount: 'discounts',
  checkout_link: 'checkout-links',
};

/** Where something is looked at: the parts of an address; undefined for what has no screen of its own. */
export function objectAddress(type: string, id: string): readonly string[] | undefined {
  const screen = screens[type];
  return screen === undefined ? undefined : [screen, id];
}
