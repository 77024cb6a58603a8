import type { Messages } from './en.ts';

export const pt: Messages = {
  portalButton: 'Abrir o portal do cliente',
  cardButton: 'Atualizar forma de pagamento',
  sentBy: 'Enviado por {organization}.',
  questions: 'Dúvidas? Escreva para {email}.',
  testMode: 'Modo de teste: nenhum dinheiro é movimentado.',
  documents: 'Os documentos deste pagamento estão anexados em PDF.',

  day: 'dia',
  week: 'semana',
  month: 'mês',
  year: 'ano',

  plan: 'Plano',
  seats: 'Licenças',
  price: 'Preço',
  nextPayment: 'Próximo pagamento',
  period: 'Período de cobrança',
  invoiceNumber: 'Número da fatura',
  date: 'Data',
  discount: 'Desconto',
  tax: 'Impostos',
  balance: 'Saldo da conta',
  total: 'Total',
  amountPaid: 'Valor pago',
  amountDue: 'Valor devido',

  paymentReceived: 'Obrigado. Recebemos o seu pagamento de {amount}.',
  renewsOn: 'Ela será renovada em {date}.',
  endsOn: 'Ela termina em {date}.',
  resumesOn: 'Ela será retomada em {date}.',

  orderSubject: 'O seu pedido: {product}',
  orderTitle: 'Obrigado pelo seu pedido',
  orderText: 'Confirmamos o seu pedido de {product} de {organization}.',

  subscribedSubject: 'A sua assinatura de {product}',
  subscribedTitle: 'A sua assinatura começou',
  subscribedText: 'Agora você assina {product} de {organization}.',

  trialSubject: 'O seu teste de {product}',
  trialTitle: 'O seu período de teste começou',
  trialText:
    'Você pode usar {product} de {organization} gratuitamente até {date}. Depois disso custa {price}, a menos que você cancele antes.',

  renewedSubject: 'A sua assinatura de {product} foi renovada',
  renewedTitle: 'A sua assinatura foi renovada',

  convertedSubject: 'O seu teste de {product} agora é uma assinatura',
  convertedTitle: 'O teste terminou e a sua assinatura começou',

  updatedSubject: 'A sua assinatura de {product} mudou',
  updatedTitle: 'A sua assinatura mudou',
  updatedText: 'Esta é a sua assinatura a partir de agora.',

  failedSubject: 'O seu pagamento de {product} falhou',
  failedTitle: 'O seu pagamento falhou',
  failedText: 'Não conseguimos cobrar {amount} por {product}.',
  failedRetry:
    'Tentaremos novamente em {date}. Para manter a sua assinatura, verifique a sua forma de pagamento antes dessa data.',
  failedLast:
    'Atualize a sua forma de pagamento até {date}. Caso contrário, a sua assinatura será encerrada.',

  cardSubject: 'O seu cartão com final {last4} vence em breve',
  cardTitle: 'O seu cartão vence em breve',
  cardText:
    'O seu cartão {card} só é válido até {expiry}. Adicione um novo para que {product} continue sem interrupções.',

  trialEndingSubject: 'O seu teste de {product} termina em {date}',
  trialEndingTitle: 'O seu período de teste termina em breve',
  trialEndingText:
    'O seu teste de {product} termina em {date}. Em seguida cobraremos {amount}, a menos que você cancele antes.',

  renewingSubject: 'A sua assinatura de {product} será renovada em {date}',
  renewingTitle: 'A sua assinatura será renovada em breve',
  renewingText:
    'A sua assinatura de {product} será renovada em {date}. Nesse dia cobraremos {amount}. Até lá, você pode alterá-la ou cancelá-la no portal do cliente.',

  canceledSubject: 'A sua assinatura de {product} foi cancelada',
  canceledTitle: 'O seu cancelamento está confirmado',
  canceledText:
    'A sua assinatura de {product} não será renovada. Ela termina em {date} e pode ser usada até lá.',

  continuedSubject: 'A sua assinatura de {product} continua',
  continuedTitle: 'A sua assinatura continua',
  continuedText: 'O cancelamento foi desfeito e a sua assinatura de {product} continua como antes.',

  endedSubject: 'A sua assinatura de {product} terminou',
  endedTitle: 'A sua assinatura terminou',
  endedText: 'A sua assinatura de {product} terminou em {date}.',
  endedUnpaid: 'O motivo é um pagamento que não pôde ser cobrado.',

  pausedSubject: 'A sua assinatura de {product} está pausada',
  pausedTitle: 'A sua assinatura está pausada',
  pausedText: 'A sua assinatura de {product} está pausada. Nada é cobrado nesse período.',

  resumedSubject: 'A sua assinatura de {product} foi retomada',
  resumedTitle: 'A sua assinatura foi retomada',
  resumedText: 'A sua assinatura de {product} está ativa novamente.',

  loginSubject: 'Entrar em {organization}',
  loginTitle: 'O seu código de acesso',
  loginText: 'Este é o seu código para o portal do cliente de {organization}:',
  loginNote:
    'Ele funciona uma única vez, por {minutes} minutos. Se você não o pediu, não precisa fazer nada: ninguém entra sem ele.',

  emailChangeSubject: 'Confirme o seu novo endereço de e-mail para {organization}',
  emailChangeTitle: 'Confirme o seu novo endereço de e-mail',
  emailChangeText: 'Siga este link para usar este endereço na sua conta de {organization} a partir de agora.',
  emailChangeButton: 'Confirmar este endereço',
  emailChangeNote:
    'O link funciona uma única vez, por {minutes} minutos. Se você não o pediu, não precisa fazer nada: nada muda sem ele.',

  invitationSubject: 'Você tem uma licença de {product}',
  invitationTitle: 'Uma licença espera por você',
  invitationText: '{organization} deu a você uma licença de {product}. Siga este link para aceitá-la.',
  invitationButton: 'Aceitar a licença',
  invitationNote: 'O link funciona uma única vez, por {hours} horas.',
};
