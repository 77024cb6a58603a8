import type { Messages } from './en.ts';

export const es: Messages = {
  portalButton: 'Abrir el portal de clientes',
  cardButton: 'Actualizar el método de pago',
  sentBy: 'Enviado por {organization}.',
  questions: '¿Tienes preguntas? Escribe a {email}.',
  testMode: 'Modo de prueba: no se mueve dinero.',
  documents: 'Encontrarás los documentos de este pago adjuntos en PDF.',

  day: 'día',
  week: 'semana',
  month: 'mes',
  year: 'año',

  plan: 'Plan',
  seats: 'Plazas',
  price: 'Precio',
  nextPayment: 'Próximo pago',
  period: 'Periodo de facturación',
  invoiceNumber: 'Número de factura',
  date: 'Fecha',
  discount: 'Descuento',
  tax: 'Impuestos',
  balance: 'Saldo de la cuenta',
  total: 'Total',
  amountPaid: 'Importe pagado',
  amountDue: 'Importe pendiente',

  paymentReceived: 'Gracias. Hemos recibido tu pago de {amount}.',
  renewsOn: 'Se renovará el {date}.',
  endsOn: 'Terminará el {date}.',
  resumesOn: 'Se reanudará el {date}.',

  orderSubject: 'Tu pedido: {product}',
  orderTitle: 'Gracias por tu pedido',
  orderText: 'Confirmamos tu pedido de {product} a {organization}.',

  subscribedSubject: 'Tu suscripción a {product}',
  subscribedTitle: 'Tu suscripción ha comenzado',
  subscribedText: 'Ya tienes una suscripción a {product} de {organization}.',

  trialSubject: 'Tu prueba de {product}',
  trialTitle: 'Tu periodo de prueba ha comenzado',
  trialText:
    'Puedes usar {product} de {organization} gratis hasta el {date}. Después costará {price}, salvo que canceles antes.',

  renewedSubject: 'Tu suscripción a {product} se ha renovado',
  renewedTitle: 'Tu suscripción se ha renovado',

  convertedSubject: 'Tu prueba de {product} ahora es una suscripción',
  convertedTitle: 'Tu prueba ha terminado y tu suscripción ha comenzado',

  updatedSubject: 'Tu suscripción a {product} ha cambiado',
  updatedTitle: 'Tu suscripción ha cambiado',
  updatedText: 'Esta es tu suscripción a partir de ahora.',

  failedSubject: 'Tu pago de {product} ha fallado',
  failedTitle: 'Tu pago ha fallado',
  failedText: 'No hemos podido cobrar {amount} por {product}.',
  failedRetry:
    'Lo intentaremos de nuevo el {date}. Para conservar tu suscripción, revisa tu método de pago antes de esa fecha.',
  failedLast: 'Actualiza tu método de pago antes del {date}. De lo contrario, tu suscripción terminará.',

  cardSubject: 'Tu tarjeta terminada en {last4} caduca pronto',
  cardTitle: 'Tu tarjeta caduca pronto',
  cardText:
    'Tu tarjeta {card} solo es válida hasta {expiry}. Añade una nueva para que {product} continúe sin interrupciones.',

  trialEndingSubject: 'Tu prueba de {product} termina el {date}',
  trialEndingTitle: 'Tu periodo de prueba termina pronto',
  trialEndingText:
    'Tu prueba de {product} termina el {date}. Después cobraremos {amount}, salvo que canceles antes.',

  renewingSubject: 'Tu suscripción a {product} se renueva el {date}',
  renewingTitle: 'Tu suscripción se renueva pronto',
  renewingText:
    'Tu suscripción a {product} se renueva el {date}. Ese día cobraremos {amount}. Hasta entonces puedes cambiarla o cancelarla en el portal de clientes.',

  canceledSubject: 'Tu suscripción a {product} está cancelada',
  canceledTitle: 'Tu cancelación está confirmada',
  canceledText:
    'Tu suscripción a {product} no se renovará. Termina el {date} y puedes usarla hasta entonces.',

  continuedSubject: 'Tu suscripción a {product} continúa',
  continuedTitle: 'Tu suscripción continúa',
  continuedText: 'Se ha retirado tu cancelación y tu suscripción a {product} sigue como antes.',

  endedSubject: 'Tu suscripción a {product} ha terminado',
  endedTitle: 'Tu suscripción ha terminado',
  endedText: 'Tu suscripción a {product} terminó el {date}.',
  endedUnpaid: 'El motivo es un pago que no se pudo cobrar.',

  pausedSubject: 'Tu suscripción a {product} está en pausa',
  pausedTitle: 'Tu suscripción está en pausa',
  pausedText: 'Tu suscripción a {product} está en pausa. Mientras tanto no se cobra nada por ella.',

  resumedSubject: 'Tu suscripción a {product} se ha reanudado',
  resumedTitle: 'Tu suscripción se ha reanudado',
  resumedText: 'Tu suscripción a {product} vuelve a estar activa.',

  loginSubject: 'Inicia sesión en {organization}',
  loginTitle: 'Tu código de acceso',
  loginText: 'Este es tu código para el portal de clientes de {organization}:',
  loginNote:
    'Funciona una sola vez, durante {minutes} minutos. Si no lo has pedido, no tienes que hacer nada: nadie puede entrar sin él.',

  emailChangeSubject: 'Confirma tu nueva dirección de correo para {organization}',
  emailChangeTitle: 'Confirma tu nueva dirección de correo',
  emailChangeText:
    'Sigue este enlace para usar esta dirección en tu cuenta de {organization} a partir de ahora.',
  emailChangeButton: 'Confirmar esta dirección',
  emailChangeNote:
    'El enlace funciona una sola vez, durante {minutes} minutos. Si no lo has pedido, no tienes que hacer nada: nada cambia sin él.',

  invitationSubject: 'Tienes una plaza de {product}',
  invitationTitle: 'Te espera una plaza',
  invitationText: '{organization} te ha dado una plaza de {product}. Sigue este enlace para aceptarla.',
  invitationButton: 'Aceptar la plaza',
  invitationNote: 'El enlace funciona una sola vez, durante {hours} horas.',
};
