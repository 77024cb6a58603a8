import type { Messages } from '../../i18n/words.tsx';
import type { PaymentKey } from './en.ts';

export const messages: Messages<PaymentKey> = {
  cardNumber: 'Numéro de carte',
  cardExpiry: 'Date d’expiration',
  cardExpiryShape: 'MM / AA',
  cardCvc: 'Code de sécurité',
  cardNumberIncomplete: 'Le numéro de carte est incomplet.',
  cardNumberUnknown: 'Ce n’est pas une carte de test. Choisissez-en une dans la liste ci-dessous.',
  cardExpiryIncomplete: 'Saisissez le mois et l’année indiqués sur la carte.',
  cardExpired: 'Cette carte a expiré.',
  cardCvcIncomplete: {
    one: 'Le code comporte {count} chiffre.',
    other: 'Le code comporte {count} chiffres.',
  },
  testCardsTitle: 'Utiliser une carte de test',
  testCardsText: 'Vous êtes en mode test. Aucune vraie carte n’est acceptée et aucun argent ne circule.',
  testCardPays: 'Paiement accepté',
  testCardAuthenticates: 'Demande 3-D Secure',
  testCardDeclined: 'Refusée',
  testCardNoFunds: 'Fonds insuffisants',
  testCardDeclinedLater: 'Enregistrable, mais refusée au débit',
  challengeTitle: 'Confirmer auprès de votre banque',
  challengeText:
    'En mode test, vous jouez le rôle de la banque. Approuvez pour continuer, ou refusez pour voir ce qui se passe.',
  challengeApprove: 'Approuver',
  challengeDecline: 'Refuser',
  challengeFailed: 'Cela n’a pas fonctionné. Réessayez.',
};
