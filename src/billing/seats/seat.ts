import { hourMilliseconds } from '../../platform/calendar.ts';
import type { Failure } from '../../platform/result.ts';
import type { Mode } from '../../platform/scope.ts';
import type { MailContent, Words } from '../mails/index.ts';

export const seatStatuses = ['pending', 'claimed', 'revoked'] as const;
export type SeatStatus = (typeof seatStatuses)[number];

/** What the seats are of: a subscription, or an order of seats that were bought once. */
export type SeatSource = { subscriptionId: string } | { invoiceId: string };

/** A seat that was given to a member of the customer who bought it. One that was taken away is used again. */
export type Seat = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  /** One of the two is set. */
  subscriptionId: string | null;
  invoiceId: string | null;
  status: SeatStatus;
  /** Who bought it. */
  customerId: string;
  /** Who has it; null where it is revoked. */
  memberId: string | null;
  /** Where the invitation went. */
  email: string;
  /** Only of a pending seat. */
  invitationExpiresAt: Date | null;
  claimedAt: Date | null;
  revokedAt: Date | null;
  metadata: Record<string, unknown>;
};

/** What was bought: `seats` of them, usable while `isOpen`. */
export type SeatedPurchase = {
  subscriptionId: string | null;
  invoiceId: string | null;
  customerId: string;
  productId: string | null;
  seats: number;
  isOpen: boolean;
};

/** Who is to have a seat. `email` beside a member's external id makes that member where there is none, else must be theirs. */
export type SeatRecipient =
  | { email: string }
  | { customerId: string }
  | { externalCustomerId: string }
  | { memberId: string }
  | { externalMemberId: string; email: string | null };

/** Polar: an invitation is good for a day. */
export const invitationMilliseconds = 24 * hourMilliseconds;
export const invitationPrefix = 'polar_seat_';

export const seatFailures = {
  subscriptionNotFound: { code: 'subscription_not_found', message: 'Subscription not found' },
  orderNotFound: { code: 'order_not_found', message: 'Order not found' },
  seatNotFound: { code: 'seat_not_found', message: 'Seat not found' },
  featureNotEnabled: {
    code: 'seats_disabled',
    message: 'Seat-based pricing is not enabled for this organization',
  },
  customerNotFound: { code: 'customer_not_found', message: 'Customer not found' },
  memberNotFound: { code: 'member_not_found', message: 'Member not found' },
  notPending: { code: 'seat_not_pending', message: 'This seat does not wait for anybody to claim it.' },
  invitationInvalid: { code: 'invitation_invalid', message: 'Invalid or expired invitation token' },
} as const satisfies Record<string, Failure>;

export function sourceNotFound(source: SeatSource): Failure {
  return 'subscriptionId' in source ? seatFailures.subscriptionNotFound : seatFailures.orderNotFound;
}

/** Why no seat of a purchase can be given to anybody, given how many are taken: `seat_not_available`. */
export function seatShortage(purchase: SeatedPurchase, taken: number): Failure | undefined {
  if (!purchase.isOpen) {
    const what = purchase.subscriptionId === null ? 'The order is not paid' : 'The subscription is over';
    return { code: 'seat_not_available', message: `${what}, so none of its seats can be assigned.` };
  }
  if (taken < purchase.seats) return undefined;
  return { code: 'seat_not_available', message: `All of the ${purchase.seats} seats are taken.` };
}

export function invitationMail(
  words: Words,
  link: string,
  product: string,
  organization: string,
): MailContent {
  return {
    subject: words.say('invitationSubject', { product }),
    title: words.say('invitationTitle'),
    paragraphs: [words.say('invitationText', { product, organization })],
    button: { label: words.say('invitationButton'), url: link },
    note: words.say('invitationNote', { hours: String(invitationMilliseconds / hourMilliseconds) }),
  };
}
