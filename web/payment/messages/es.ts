import type { Messages } from '../../i18n/words.tsx';
import type { PaymentKey } from './en.ts';

export const messages: Messages<PaymentKey> = {
  cardNumber: 'Número de tarjeta',
  cardExpiry: 'Fecha de caducidad',
  cardExpiryShape: 'MM / AA',
  cardCvc: 'Código de seguridad',
  cardNumberIncomplete: 'El número de tarjeta está incompleto.',
  cardNumberUnknown: 'No es una tarjeta de prueba. Elige una de la lista de abajo.',
  cardExpiryIncomplete: 'Escribe el mes y el año que figuran en la tarjeta.',
  cardExpired: 'Esta tarjeta ha caducado.',
  cardCvcIncomplete: { one: 'El código tiene {count} cifra.', other: 'El código tiene {count} cifras.' },
  testCardsTitle: 'Usar una tarjeta de prueba',
  testCardsText: 'Estás en modo de prueba. No se acepta ninguna tarjeta real y no se mueve dinero.',
  testCardPays: 'Pago correcto',
  testCardAuthenticates: 'Pide 3-D Secure',
  testCardDeclined: 'Rechazada',
  testCardNoFunds: 'Fondos insuficientes',
  testCardDeclinedLater: 'Se guarda, pero se rechaza al cobrar',
  challengeTitle: 'Confirma con tu banco',
  challengeText: 'En modo de prueba tú haces de banco. Aprueba para continuar o rechaza para ver qué ocurre.',
  challengeApprove: 'Aprobar',
  challengeDecline: 'Rechazar',
  challengeFailed: 'No ha funcionado. Inténtalo de nuevo.',
};
