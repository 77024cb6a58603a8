import type { Messages } from '../../i18n/words.tsx';
import type { PaymentKey } from './en.ts';

export const messages: Messages<PaymentKey> = {
  cardNumber: 'Kortnummer',
  cardExpiry: 'Giltigt till',
  cardExpiryShape: 'MM / ÅÅ',
  cardCvc: 'Säkerhetskod',
  cardNumberIncomplete: 'Kortnumret är inte fullständigt.',
  cardNumberUnknown: 'Det här är inget testkort. Välj ett i listan nedan.',
  cardExpiryIncomplete: 'Ange månad och år som de står på kortet.',
  cardExpired: 'Kortet har gått ut.',
  cardCvcIncomplete: { one: 'Koden har {count} siffra.', other: 'Koden har {count} siffror.' },
  testCardsTitle: 'Använd ett testkort',
  testCardsText: 'Du är i testläge. Inga riktiga kort tas emot och inga pengar flyttas.',
  testCardPays: 'Betalning lyckas',
  testCardAuthenticates: 'Kräver 3-D Secure',
  testCardDeclined: 'Nekas',
  testCardNoFunds: 'Otillräckligt saldo',
  testCardDeclinedLater: 'Går att spara men nekas vid debitering',
  challengeTitle: 'Bekräfta hos din bank',
  challengeText:
    'I testläge är du banken. Godkänn för att gå vidare, eller neka för att se vad som händer då.',
  challengeApprove: 'Godkänn',
  challengeDecline: 'Neka',
  challengeFailed: 'Det gick inte. Försök igen.',
};
