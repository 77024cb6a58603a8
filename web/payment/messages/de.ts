import type { Messages } from '../../i18n/words.tsx';
import type { PaymentKey } from './en.ts';

export const messages: Messages<PaymentKey> = {
  cardNumber: 'Kartennummer',
  cardExpiry: 'Gültig bis',
  cardExpiryShape: 'MM / JJ',
  cardCvc: 'Prüfnummer',
  cardNumberIncomplete: 'Die Kartennummer ist unvollständig.',
  cardNumberUnknown: 'Das ist keine Testkarte. Wählen Sie eine aus der Liste unten.',
  cardExpiryIncomplete: 'Geben Sie Monat und Jahr ein, wie sie auf der Karte stehen.',
  cardExpired: 'Diese Karte ist abgelaufen.',
  cardCvcIncomplete: {
    one: 'Die Prüfnummer hat {count} Stelle.',
    other: 'Die Prüfnummer hat {count} Stellen.',
  },
  testCardsTitle: 'Testkarte verwenden',
  testCardsText: 'Sie sind im Testmodus. Echte Karten werden nicht angenommen, und es fließt kein Geld.',
  testCardPays: 'Zahlung gelingt',
  testCardAuthenticates: 'Verlangt 3-D Secure',
  testCardDeclined: 'Wird abgelehnt',
  testCardNoFunds: 'Nicht gedeckt',
  testCardDeclinedLater: 'Lässt sich speichern, wird beim Abbuchen abgelehnt',
  challengeTitle: 'Bei Ihrer Bank bestätigen',
  challengeText:
    'Im Testmodus sind Sie die Bank. Stimmen Sie zu, um fortzufahren, oder lehnen Sie ab und sehen Sie, was dann passiert.',
  challengeApprove: 'Zustimmen',
  challengeDecline: 'Ablehnen',
  challengeFailed: 'Das hat nicht geklappt. Versuchen Sie es noch einmal.',
};
