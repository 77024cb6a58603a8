import type { Messages } from './en.ts';

export const fr: Messages = {
  portalButton: 'Ouvrir le portail client',
  cardButton: 'Mettre à jour le moyen de paiement',
  sentBy: 'Envoyé par {organization}.',
  questions: 'Une question ? Écrivez à {email}.',
  testMode: 'Mode test : aucun paiement réel.',
  documents: 'Vous trouverez en pièces jointes les documents PDF relatifs à ce paiement.',

  day: 'jour',
  week: 'semaine',
  month: 'mois',
  year: 'an',

  plan: 'Formule',
  seats: 'Licences',
  price: 'Prix',
  nextPayment: 'Prochain paiement',
  period: 'Période de facturation',
  invoiceNumber: 'Numéro de facture',
  date: 'Date',
  discount: 'Remise',
  tax: 'Taxes',
  balance: 'Solde du compte',
  total: 'Total',
  amountPaid: 'Montant payé',
  amountDue: 'Montant dû',

  paymentReceived: 'Merci. Nous avons bien reçu votre paiement de {amount}.',
  renewsOn: 'Il sera renouvelé le {date}.',
  endsOn: 'Il prendra fin le {date}.',
  resumesOn: 'Il reprendra le {date}.',

  orderSubject: 'Votre commande : {product}',
  orderTitle: 'Merci pour votre commande',
  orderText: 'Nous confirmons votre commande de {product} auprès de {organization}.',

  subscribedSubject: 'Votre abonnement à {product}',
  subscribedTitle: 'Votre abonnement a commencé',
  subscribedText: 'Vous êtes maintenant abonné à {product} de {organization}.',

  trialSubject: 'Votre essai de {product}',
  trialTitle: 'Votre essai a commencé',
  trialText:
    'Vous pouvez utiliser {product} de {organization} gratuitement jusqu’au {date}. Le prix sera ensuite de {price}, sauf résiliation avant cette date.',

  renewedSubject: 'Votre abonnement à {product} a été renouvelé',
  renewedTitle: 'Votre abonnement a été renouvelé',

  convertedSubject: 'Votre essai de {product} est devenu un abonnement',
  convertedTitle: 'Votre essai est terminé, votre abonnement a commencé',

  updatedSubject: 'Votre abonnement à {product} a été modifié',
  updatedTitle: 'Votre abonnement a été modifié',
  updatedText: 'Voici votre abonnement à partir de maintenant.',

  failedSubject: 'Votre paiement pour {product} a échoué',
  failedTitle: 'Votre paiement a échoué',
  failedText: 'Nous n’avons pas pu prélever {amount} pour {product}.',
  failedRetry:
    'Nous réessaierons le {date}. Pour conserver votre abonnement, vérifiez votre moyen de paiement avant cette date.',
  failedLast:
    'Veuillez mettre à jour votre moyen de paiement avant le {date}. Sinon, votre abonnement prendra fin.',

  cardSubject: 'Votre carte se terminant par {last4} expire bientôt',
  cardTitle: 'Votre carte expire bientôt',
  cardText:
    'Votre carte {card} n’est plus valable que jusqu’au {expiry}. Ajoutez-en une nouvelle pour continuer à profiter de {product} sans interruption.',

  trialEndingSubject: 'Votre essai de {product} se termine le {date}',
  trialEndingTitle: 'Votre essai se termine bientôt',
  trialEndingText:
    'Votre essai de {product} se termine le {date}. Nous prélèverons ensuite {amount}, sauf résiliation avant cette date.',

  renewingSubject: 'Votre abonnement à {product} sera renouvelé le {date}',
  renewingTitle: 'Votre abonnement sera bientôt renouvelé',
  renewingText:
    'Votre abonnement à {product} sera renouvelé le {date}. Nous prélèverons alors {amount}. Jusqu’à cette date, vous pouvez le modifier ou le résilier dans le portail client.',

  canceledSubject: 'Votre abonnement à {product} est résilié',
  canceledTitle: 'Votre résiliation est confirmée',
  canceledText:
    'Votre abonnement à {product} ne sera pas renouvelé. Il prendra fin le {date} et reste utilisable jusque-là.',

  continuedSubject: 'Votre abonnement à {product} continue',
  continuedTitle: 'Votre abonnement continue',
  continuedText: 'Votre résiliation a été annulée et votre abonnement à {product} continue comme avant.',

  endedSubject: 'Votre abonnement à {product} est terminé',
  endedTitle: 'Votre abonnement est terminé',
  endedText: 'Votre abonnement à {product} a pris fin le {date}.',
  endedUnpaid: 'La raison est un paiement qui n’a pas pu être prélevé.',

  pausedSubject: 'Votre abonnement à {product} est en pause',
  pausedTitle: 'Votre abonnement est en pause',
  pausedText: 'Votre abonnement à {product} est en pause. Rien n’est facturé entre-temps.',

  resumedSubject: 'Votre abonnement à {product} a repris',
  resumedTitle: 'Votre abonnement a repris',
  resumedText: 'Votre abonnement à {product} est de nouveau actif.',

  loginSubject: 'Connexion à {organization}',
  loginTitle: 'Votre code de connexion',
  loginText: 'Voici votre code pour le portail client de {organization} :',
  loginNote:
    'Il fonctionne une seule fois, pendant {minutes} minutes. Si vous ne l’avez pas demandé, vous n’avez rien à faire : personne ne peut entrer sans lui.',

  emailChangeSubject: 'Confirmez votre nouvelle adresse e-mail pour {organization}',
  emailChangeTitle: 'Confirmez votre nouvelle adresse e-mail',
  emailChangeText:
    'Suivez ce lien pour utiliser désormais cette adresse pour votre compte chez {organization}.',
  emailChangeButton: 'Confirmer cette adresse',
  emailChangeNote:
    'Le lien fonctionne une seule fois, pendant {minutes} minutes. Si vous ne l’avez pas demandé, vous n’avez rien à faire : rien ne change sans lui.',

  invitationSubject: 'Vous avez une licence pour {product}',
  invitationTitle: 'Une licence vous attend',
  invitationText:
    '{organization} vous a attribué une licence pour {product}. Suivez ce lien pour l’accepter.',
  invitationButton: 'Accepter la licence',
  invitationNote: 'Le lien fonctionne une seule fois, pendant {hours} heures.',
};
