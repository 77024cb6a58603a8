import type { Messages } from '../../i18n/words.tsx';
import type { PaymentKey } from './en.ts';

export const messages: Messages<PaymentKey> = {
  cardNumber: 'Kaartnummer',
  cardExpiry: 'Vervaldatum',
  cardExpiryShape: 'MM / JJ',
  cardCvc: 'Beveiligingscode',
  cardNumberIncomplete: 'Het kaartnummer is onvolledig.',
  cardNumberUnknown: 'Dit is geen testkaart. Kies er een uit de lijst hieronder.',
  cardExpiryIncomplete: 'Vul de maand en het jaar in die op de kaart staan.',
  cardExpired: 'Deze kaart is verlopen.',
  cardCvcIncomplete: { one: 'De code heeft {count} cijfer.', other: 'De code heeft {count} cijfers.' },
  testCardsTitle: 'Een testkaart gebruiken',
  testCardsText: 'Je bent in testmodus. Echte kaarten worden niet aangenomen en er gaat geen geld om.',
  testCardPays: 'Betaling lukt',
  testCardAuthenticates: 'Vraagt om 3-D Secure',
  testCardDeclined: 'Wordt geweigerd',
  testCardNoFunds: 'Heeft onvoldoende saldo',
  testCardDeclinedLater: 'Kan worden opgeslagen, wordt bij afschrijving geweigerd',
  challengeTitle: 'Bevestig bij je bank',
  challengeText:
    'In testmodus ben jij de bank. Keur goed om verder te gaan, of weiger om te zien wat er dan gebeurt.',
  challengeApprove: 'Goedkeuren',
  challengeDecline: 'Weigeren',
  challengeFailed: 'Dat lukte niet. Probeer het opnieuw.',
};
