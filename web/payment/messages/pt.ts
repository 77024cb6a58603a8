import type { Messages } from '../../i18n/words.tsx';
import type { PaymentKey } from './en.ts';

export const messages: Messages<PaymentKey> = {
  cardNumber: 'Número do cartão',
  cardExpiry: 'Data de validade',
  cardExpiryShape: 'MM / AA',
  cardCvc: 'Código de segurança',
  cardNumberIncomplete: 'O número do cartão está incompleto.',
  cardNumberUnknown: 'Este não é um cartão de teste. Escolha um da lista abaixo.',
  cardExpiryIncomplete: 'Informe o mês e o ano que aparecem no cartão.',
  cardExpired: 'Este cartão expirou.',
  cardCvcIncomplete: { one: 'O código tem {count} dígito.', other: 'O código tem {count} dígitos.' },
  testCardsTitle: 'Usar um cartão de teste',
  testCardsText: 'Você está no modo de teste. Nenhum cartão real é aceito e nenhum dinheiro é movimentado.',
  testCardPays: 'Pagamento aprovado',
  testCardAuthenticates: 'Pede 3-D Secure',
  testCardDeclined: 'Recusado',
  testCardNoFunds: 'Saldo insuficiente',
  testCardDeclinedLater: 'Pode ser salvo, mas é recusado na cobrança',
  challengeTitle: 'Confirme com o seu banco',
  challengeText: 'No modo de teste, o banco é você. Aprove para continuar ou recuse para ver o que acontece.',
  challengeApprove: 'Aprovar',
  challengeDecline: 'Recusar',
  challengeFailed: 'Não funcionou. Tente novamente.',
};
