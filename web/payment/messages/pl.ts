import type { Messages } from '../../i18n/words.tsx';
import type { PaymentKey } from './en.ts';

export const messages: Messages<PaymentKey> = {
  cardNumber: 'Numer karty',
  cardExpiry: 'Data ważności',
  cardExpiryShape: 'MM / RR',
  cardCvc: 'Kod zabezpieczający',
  cardNumberIncomplete: 'Numer karty jest niepełny.',
  cardNumberUnknown: 'To nie jest karta testowa. Wybierz jedną z listy poniżej.',
  cardExpiryIncomplete: 'Wpisz miesiąc i rok podane na karcie.',
  cardExpired: 'Ta karta straciła ważność.',
  cardCvcIncomplete: {
    one: 'Kod ma {count} cyfrę.',
    few: 'Kod ma {count} cyfry.',
    many: 'Kod ma {count} cyfr.',
    other: 'Kod ma {count} cyfry.',
  },
  testCardsTitle: 'Użyj karty testowej',
  testCardsText: 'To tryb testowy. Prawdziwe karty nie są przyjmowane i nie są pobierane żadne pieniądze.',
  testCardPays: 'Płatność udana',
  testCardAuthenticates: 'Wymaga 3-D Secure',
  testCardDeclined: 'Odrzucana',
  testCardNoFunds: 'Brak środków',
  testCardDeclinedLater: 'Można ją zapisać, ale obciążenie jest odrzucane',
  challengeTitle: 'Potwierdź w swoim banku',
  challengeText:
    'W trybie testowym wcielasz się w bank. Zatwierdź, aby przejść dalej, lub odrzuć, aby zobaczyć, co się stanie.',
  challengeApprove: 'Zatwierdź',
  challengeDecline: 'Odrzuć',
  challengeFailed: 'Nie udało się. Spróbuj ponownie.',
};
