import type { Messages } from '../../i18n/words.tsx';

export const messages = {
  cardNumber: 'Card number',
  cardExpiry: 'Expiry date',
  cardExpiryShape: 'MM / YY',
  cardCvc: 'Security code',
  cardNumberIncomplete: 'The card number is incomplete.',
  cardNumberUnknown: 'This is not a test card. Choose one from the list below.',
  cardExpiryIncomplete: 'Enter the month and year on the card.',
  cardExpired: 'This card has expired.',
  cardCvcIncomplete: { one: 'The code has {count} digit.', other: 'The code has {count} digits.' },
  testCardsTitle: 'Use a test card',
  testCardsText: 'This is test mode. No real card is taken and no money moves.',
  testCardPays: 'Succeeds',
  testCardAuthenticates: 'Requires 3-D Secure',
  testCardDeclined: 'Declined',
  testCardNoFunds: 'Insufficient funds',
  testCardDeclinedLater: 'Can be saved, declined when charged',
  challengeTitle: 'Confirm with your bank',
  challengeText: 'In test mode you play the bank. Approve to continue, or decline to see what happens.',
  challengeApprove: 'Approve',
  challengeDecline: 'Decline',
  challengeFailed: 'That did not work. Try again.',
} satisfies Messages;

export type PaymentKey = keyof typeof messages;
