/** A use of a discount: what it was redeemed for and by whom. */
export type Redemption = {
  organizationId: string;
  mode: 'test' | 'live';
  id: string;
  createdAt: Date;
  /** A released redemption does not count. */
  releasedAt: Date | null;
  discountId: string;
  checkoutId: string | null;
  subscriptionId: string | null;
  customerId: string | null;
  emailKey: string | null;
  cardFingerprint: string | null;
};

/** Who and what redeems. Whatever is known of the customer counts towards the limit of one customer. */
export type RedemptionInput = Pick<
  Redemption,
  'discountId' | 'checkoutId' | 'subscriptionId' | 'customerId' | 'cardFingerprint'
> & { email: string | null };

/** One person's address, however it was written: in lower case and without a plus-alias. */
export function emailKey(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 0) return email.toLowerCase();
  const local = email.slice(0, at);
  const plus = local.indexOf('+');
  // An address that begins with a plus has nothing but its alias.
  return `${plus > 0 ? local.slice(0, plus) : local}${email.slice(at)}`.toLowerCase();
}
