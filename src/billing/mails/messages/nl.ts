import type { Messages } from './en.ts';

export const nl: Messages = {
  portalButton: 'Naar het klantenportaal',
  cardButton: 'Betaalmethode bijwerken',
  sentBy: 'Verzonden door {organization}.',
  questions: 'Vragen? Schrijf naar {email}.',
  testMode: 'Testmodus: er wordt geen geld overgemaakt.',
  documents: 'De documenten bij deze betaling vind je als pdf in de bijlage.',

  day: 'dag',
  week: 'week',
  month: 'maand',
  year: 'jaar',

  plan: 'Abonnement',
  seats: 'Plaatsen',
  price: 'Prijs',
  nextPayment: 'Volgende betaling',
  period: 'Factuurperiode',
  invoiceNumber: 'Factuurnummer',
  date: 'Datum',
  discount: 'Korting',
  tax: 'Belasting',
  balance: 'Tegoed',
  total: 'Totaal',
  amountPaid: 'Betaald bedrag',
  amountDue: 'Openstaand bedrag',

  paymentReceived: 'Bedankt. We hebben je betaling van {amount} ontvangen.',
  renewsOn: 'Het wordt verlengd op {date}.',
  endsOn: 'Het eindigt op {date}.',
  resumesOn: 'Het wordt hervat op {date}.',

  orderSubject: 'Je bestelling: {product}',
  orderTitle: 'Bedankt voor je bestelling',
  orderText: 'Hiermee bevestigen we je bestelling van {product} bij {organization}.',

  subscribedSubject: 'Je abonnement op {product}',
  subscribedTitle: 'Je abonnement is begonnen',
  subscribedText: 'Je hebt nu een abonnement op {product} van {organization}.',

  trialSubject: 'Je proefperiode van {product}',
  trialTitle: 'Je proefperiode is begonnen',
  trialText:
    'Je kunt {product} van {organization} gratis gebruiken tot {date}. Daarna kost het {price}, tenzij je eerder opzegt.',

  renewedSubject: 'Je abonnement op {product} is verlengd',
  renewedTitle: 'Je abonnement is verlengd',

  convertedSubject: 'Je proefperiode van {product} is nu een abonnement',
  convertedTitle: 'Je proefperiode is voorbij, je abonnement is begonnen',

  updatedSubject: 'Je abonnement op {product} is gewijzigd',
  updatedTitle: 'Je abonnement is gewijzigd',
  updatedText: 'Dit is vanaf nu je abonnement.',

  failedSubject: 'Je betaling voor {product} is mislukt',
  failedTitle: 'Je betaling is mislukt',
  failedText: 'We konden {amount} voor {product} niet afschrijven.',
  failedRetry:
    'We proberen het opnieuw op {date}. Controleer vóór die tijd je betaalmethode om je abonnement te behouden.',
  failedLast: 'Werk je betaalmethode uiterlijk {date} bij. Anders eindigt je abonnement.',

  cardSubject: 'Je kaart eindigend op {last4} verloopt binnenkort',
  cardTitle: 'Je kaart verloopt binnenkort',
  cardText:
    'Je kaart {card} is nog maar geldig tot en met {expiry}. Voeg een nieuwe toe, zodat {product} zonder onderbreking doorloopt.',

  trialEndingSubject: 'Je proefperiode van {product} eindigt op {date}',
  trialEndingTitle: 'Je proefperiode eindigt binnenkort',
  trialEndingText:
    'Je proefperiode van {product} eindigt op {date}. Daarna schrijven we {amount} af, tenzij je eerder opzegt.',

  renewingSubject: 'Je abonnement op {product} wordt verlengd op {date}',
  renewingTitle: 'Je abonnement wordt binnenkort verlengd',
  renewingText:
    'Je abonnement op {product} wordt verlengd op {date}. We schrijven dan {amount} af. Tot die dag kun je het wijzigen of opzeggen in het klantenportaal.',

  canceledSubject: 'Je abonnement op {product} is opgezegd',
  canceledTitle: 'Je opzegging is bevestigd',
  canceledText:
    'Je abonnement op {product} wordt niet verlengd. Het eindigt op {date} en tot die tijd kun je het gebruiken.',

  continuedSubject: 'Je abonnement op {product} loopt door',
  continuedTitle: 'Je abonnement loopt door',
  continuedText: 'Je opzegging is ingetrokken en je abonnement op {product} loopt door zoals voorheen.',

  endedSubject: 'Je abonnement op {product} is beëindigd',
  endedTitle: 'Je abonnement is beëindigd',
  endedText: 'Je abonnement op {product} is op {date} geëindigd.',
  endedUnpaid: 'De reden is een betaling die niet kon worden geïnd.',

  pausedSubject: 'Je abonnement op {product} is gepauzeerd',
  pausedTitle: 'Je abonnement is gepauzeerd',
  pausedText: 'Je abonnement op {product} is gepauzeerd. In de tussentijd wordt er niets voor afgeschreven.',

  resumedSubject: 'Je abonnement op {product} is hervat',
  resumedTitle: 'Je abonnement is hervat',
  resumedText: 'Je abonnement op {product} is weer actief.',

  loginSubject: 'Inloggen bij {organization}',
  loginTitle: 'Je inlogcode',
  loginText: 'Dit is je code voor het klantenportaal van {organization}:',
  loginNote:
    'De code werkt één keer, binnen {minutes} minuten. Heb je er niet om gevraagd, dan hoef je niets te doen: zonder de code komt niemand binnen.',

  emailChangeSubject: 'Bevestig je nieuwe e-mailadres voor {organization}',
  emailChangeTitle: 'Bevestig je nieuwe e-mailadres',
  emailChangeText: 'Volg deze link om dit adres voortaan te gebruiken voor je account bij {organization}.',
  emailChangeButton: 'Dit adres bevestigen',
  emailChangeNote:
    'De link werkt één keer, binnen {minutes} minuten. Heb je er niet om gevraagd, dan hoef je niets te doen: zonder de link verandert er niets.',

  invitationSubject: 'Je hebt een plaats voor {product}',
  invitationTitle: 'Er wacht een plaats op je',
  invitationText:
    '{organization} heeft je een plaats voor {product} gegeven. Volg deze link om die aan te nemen.',
  invitationButton: 'Plaats aannemen',
  invitationNote: 'De link werkt één keer, binnen {hours} uur.',
};
