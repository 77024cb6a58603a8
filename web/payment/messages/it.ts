import type { Messages } from '../../i18n/words.tsx';
import type { PaymentKey } from './en.ts';

export const messages: Messages<PaymentKey> = {
  cardNumber: 'Numero della carta',
  cardExpiry: 'Data di scadenza',
  cardExpiryShape: 'MM / AA',
  cardCvc: 'Codice di sicurezza',
  cardNumberIncomplete: 'Il numero della carta è incompleto.',
  cardNumberUnknown: 'Questa non è una carta di prova. Scegline una dall’elenco qui sotto.',
  cardExpiryIncomplete: 'Inserisci il mese e l’anno indicati sulla carta.',
  cardExpired: 'Questa carta è scaduta.',
  cardCvcIncomplete: { one: 'Il codice ha {count} cifra.', other: 'Il codice ha {count} cifre.' },
  testCardsTitle: 'Usa una carta di prova',
  testCardsText: 'Sei in modalità di prova. Non si accettano carte vere e non si muove denaro.',
  testCardPays: 'Pagamento riuscito',
  testCardAuthenticates: 'Richiede 3-D Secure',
  testCardDeclined: 'Rifiutata',
  testCardNoFunds: 'Fondi insufficienti',
  testCardDeclinedLater: 'Si può salvare, ma viene rifiutata all’addebito',
  challengeTitle: 'Conferma con la tua banca',
  challengeText:
    'In modalità di prova la banca sei tu. Approva per continuare o rifiuta per vedere che cosa succede.',
  challengeApprove: 'Approva',
  challengeDecline: 'Rifiuta',
  challengeFailed: 'Non ha funzionato. Riprova.',
};
