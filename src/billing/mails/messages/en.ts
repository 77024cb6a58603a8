/** What mails say. `{…}` is put in; every language puts in the same. */
export const en = {
  portalButton: 'Open the customer portal',
  cardButton: 'Update payment method',
  sentBy: 'Sent by {organization}.',
  questions: 'Questions? Write to {email}.',
  testMode: 'Test mode: no money is moved.',
  documents: 'You will find the documents for this payment attached as PDF files.',

  day: 'day',
  week: 'week',
  month: 'month',
  year: 'year',

  plan: 'Plan',
  seats: 'Seats',
  price: 'Price',
  nextPayment: 'Next payment',
  period: 'Billing period',
  invoiceNumber: 'Invoice number',
  date: 'Date',
  discount: 'Discount',
  tax: 'Tax',
  balance: 'Account balance',
  total: 'Total',
  amountPaid: 'Amount paid',
  amountDue: 'Amount due',

  paymentReceived: 'Thank you. We have received your payment of {amount}.',
  renewsOn: 'It renews on {date}.',
  endsOn: 'It ends on {date}.',
  resumesOn: 'It resumes on {date}.',

  orderSubject: 'Your order of {product}',
  orderTitle: 'Thank you for your order',
  orderText: 'This confirms your order of {product} from {organization}.',

  subscribedSubject: 'Your subscription to {product}',
  subscribedTitle: 'Your subscription has begun',
  subscribedText: 'You are now subscribed to {product} from {organization}.',

  trialSubject: 'Your trial of {product}',
  trialTitle: 'Your trial has begun',
  trialText:
    'You can use {product} from {organization} free of charge until {date}. After that it costs {price}, unless you cancel before then.',

  renewedSubject: 'Your subscription to {product} was renewed',
  renewedTitle: 'Your subscription was renewed',

  convertedSubject: 'Your trial of {product} is now a subscription',
  convertedTitle: 'Your trial is over, your subscription has begun',

  updatedSubject: 'Your subscription to {product} has changed',
  updatedTitle: 'Your subscription has changed',
  updatedText: 'This is what you are subscribed to from now on.',

  failedSubject: 'Your payment for {product} failed',
  failedTitle: 'Your payment failed',
  failedText: 'We could not collect {amount} for {product}.',
  failedRetry:
    'We will try again on {date}. To keep your subscription, please check your payment method before then.',
  failedLast: 'Please update your payment method by {date}. Otherwise your subscription will end.',

  cardSubject: 'Your card ending in {last4} expires soon',
  cardTitle: 'Your card expires soon',
  cardText:
    'Your card {card} is only valid until {expiry}. Please add a new one, so that {product} continues without interruption.',

  trialEndingSubject: 'Your trial of {product} ends on {date}',
  trialEndingTitle: 'Your trial ends soon',
  trialEndingText:
    'Your trial of {product} ends on {date}. We will then charge {amount}, unless you cancel before then.',

  renewingSubject: 'Your subscription to {product} renews on {date}',
  renewingTitle: 'Your subscription renews soon',
  renewingText:
    'Your subscription to {product} renews on {date}. We will then charge {amount}. Until that day you can change or cancel it in the customer portal.',

  canceledSubject: 'Your subscription to {product} is canceled',
  canceledTitle: 'Your cancellation is confirmed',
  canceledText:
    'Your subscription to {product} will not be renewed. It ends on {date}, and you can use it until then.',

  continuedSubject: 'Your subscription to {product} continues',
  continuedTitle: 'Your subscription continues',
  continuedText:
    'Your cancellation has been withdrawn, and your subscription to {product} goes on as before.',

  endedSubject: 'Your subscription to {product} has ended',
  endedTitle: 'Your subscription has ended',
  endedText: 'Your subscription to {product} ended on {date}.',
  endedUnpaid: 'The reason is a payment that could not be collected.',

  pausedSubject: 'Your subscription to {product} is paused',
  pausedTitle: 'Your subscription is paused',
  pausedText: 'Your subscription to {product} is paused. Nothing is charged for it in the meantime.',

  resumedSubject: 'Your subscription to {product} has resumed',
  resumedTitle: 'Your subscription has resumed',
  resumedText: 'Your subscription to {product} is active again.',

  loginSubject: 'Sign in to {organization}',
  loginTitle: 'Your sign-in code',
  loginText: 'This is your code for the customer portal of {organization}:',
  loginNote:
    'It works once, within {minutes} minutes. If you did not ask for it, there is nothing you need to do: nobody gets in without it.',

  emailChangeSubject: 'Confirm your new email address for {organization}',
  emailChangeTitle: 'Confirm your new email address',
  emailChangeText: 'Follow this link to use this address for your account with {organization} from now on.',
  emailChangeButton: 'Confirm this address',
  emailChangeNote:
    'The link works once, within {minutes} minutes. If you did not ask for it, there is nothing you need to do: nothing changes without it.',

  invitationSubject: 'You have a seat of {product}',
  invitationTitle: 'A seat is waiting for you',
  invitationText: '{organization} has given you a seat of {product}. Follow this link to take it.',
  invitationButton: 'Take the seat',
  invitationNote: 'The link works once, within {hours} hours.',
};

export type MessageKey = keyof typeof en;
export type Messages = Record<MessageKey, string>;
