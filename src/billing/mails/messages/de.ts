import type { Messages } from './en.ts';

export const de: Messages = {
  portalButton: 'Zum Kundenportal',
  cardButton: 'Zahlungsmethode aktualisieren',
  sentBy: 'Gesendet von {organization}.',
  questions: 'Fragen? Schreiben Sie an {email}.',
  testMode: 'Testmodus: Es fließt kein Geld.',
  documents: 'Die Belege zu dieser Zahlung finden Sie als PDF im Anhang.',

  day: 'Tag',
  week: 'Woche',
  month: 'Monat',
  year: 'Jahr',

  plan: 'Tarif',
  seats: 'Plätze',
  price: 'Preis',
  nextPayment: 'Nächste Zahlung',
  period: 'Abrechnungszeitraum',
  invoiceNumber: 'Rechnungsnummer',
  date: 'Datum',
  discount: 'Rabatt',
  tax: 'Steuer',
  balance: 'Guthaben',
  total: 'Gesamtbetrag',
  amountPaid: 'Bezahlt',
  amountDue: 'Offener Betrag',

  paymentReceived: 'Vielen Dank. Wir haben Ihre Zahlung über {amount} erhalten.',
  renewsOn: 'Es verlängert sich am {date}.',
  endsOn: 'Es endet am {date}.',
  resumesOn: 'Es wird am {date} fortgesetzt.',

  orderSubject: 'Ihre Bestellung: {product}',
  orderTitle: 'Vielen Dank für Ihre Bestellung',
  orderText: 'Hiermit bestätigen wir Ihre Bestellung von {product} bei {organization}.',

  subscribedSubject: 'Ihr Abonnement: {product}',
  subscribedTitle: 'Ihr Abonnement hat begonnen',
  subscribedText: 'Sie haben {product} von {organization} abonniert.',

  trialSubject: 'Ihre Testphase: {product}',
  trialTitle: 'Ihre Testphase hat begonnen',
  trialText:
    'Bis zum {date} können Sie {product} von {organization} kostenlos nutzen. Danach kostet es {price}, sofern Sie nicht vorher kündigen.',

  renewedSubject: 'Ihr Abonnement von {product} wurde verlängert',
  renewedTitle: 'Ihr Abonnement wurde verlängert',

  convertedSubject: 'Aus Ihrer Testphase von {product} ist ein Abonnement geworden',
  convertedTitle: 'Ihre Testphase ist vorbei, Ihr Abonnement hat begonnen',

  updatedSubject: 'Ihr Abonnement von {product} wurde geändert',
  updatedTitle: 'Ihr Abonnement wurde geändert',
  updatedText: 'Ab jetzt gilt für Ihr Abonnement:',

  failedSubject: 'Ihre Zahlung für {product} ist fehlgeschlagen',
  failedTitle: 'Ihre Zahlung ist fehlgeschlagen',
  failedText: 'Wir konnten {amount} für {product} nicht einziehen.',
  failedRetry:
    'Wir versuchen es am {date} erneut. Bitte prüfen Sie bis dahin Ihre Zahlungsmethode, damit Ihr Abonnement bestehen bleibt.',
  failedLast:
    'Bitte aktualisieren Sie Ihre Zahlungsmethode bis zum {date}. Andernfalls endet Ihr Abonnement.',

  cardSubject: 'Ihre Karte mit der Endung {last4} läuft bald ab',
  cardTitle: 'Ihre Karte läuft bald ab',
  cardText:
    'Ihre Karte {card} ist nur noch bis {expiry} gültig. Bitte hinterlegen Sie eine neue, damit {product} ohne Unterbrechung weiterläuft.',

  trialEndingSubject: 'Ihre Testphase von {product} endet am {date}',
  trialEndingTitle: 'Ihre Testphase endet bald',
  trialEndingText:
    'Ihre Testphase von {product} endet am {date}. Danach buchen wir {amount} ab, sofern Sie nicht vorher kündigen.',

  renewingSubject: 'Ihr Abonnement von {product} verlängert sich am {date}',
  renewingTitle: 'Ihr Abonnement verlängert sich bald',
  renewingText:
    'Ihr Abonnement von {product} verlängert sich am {date}. Dann buchen wir {amount} ab. Bis zu diesem Tag können Sie es im Kundenportal ändern oder kündigen.',

  canceledSubject: 'Ihr Abonnement von {product} ist gekündigt',
  canceledTitle: 'Ihre Kündigung ist bestätigt',
  canceledText:
    'Ihr Abonnement von {product} wird nicht verlängert. Es endet am {date}, bis dahin können Sie es weiter nutzen.',

  continuedSubject: 'Ihr Abonnement von {product} läuft weiter',
  continuedTitle: 'Ihr Abonnement läuft weiter',
  continuedText:
    'Ihre Kündigung wurde zurückgenommen, Ihr Abonnement von {product} läuft unverändert weiter.',

  endedSubject: 'Ihr Abonnement von {product} ist beendet',
  endedTitle: 'Ihr Abonnement ist beendet',
  endedText: 'Ihr Abonnement von {product} endete am {date}.',
  endedUnpaid: 'Der Grund ist eine Zahlung, die nicht eingezogen werden konnte.',

  pausedSubject: 'Ihr Abonnement von {product} ist pausiert',
  pausedTitle: 'Ihr Abonnement ist pausiert',
  pausedText: 'Ihr Abonnement von {product} ist pausiert. Währenddessen wird nichts dafür berechnet.',

  resumedSubject: 'Ihr Abonnement von {product} wird fortgesetzt',
  resumedTitle: 'Ihr Abonnement wird fortgesetzt',
  resumedText: 'Ihr Abonnement von {product} ist wieder aktiv.',

  loginSubject: 'Anmelden bei {organization}',
  loginTitle: 'Ihr Anmeldecode',
  loginText: 'Das ist Ihr Code für das Kundenportal von {organization}:',
  loginNote:
    'Er gilt einmal und {minutes} Minuten lang. Wenn Sie ihn nicht angefordert haben, müssen Sie nichts tun: Ohne ihn kommt niemand hinein.',

  emailChangeSubject: 'Bestätigen Sie Ihre neue E-Mail-Adresse bei {organization}',
  emailChangeTitle: 'Bestätigen Sie Ihre neue E-Mail-Adresse',
  emailChangeText:
    'Folgen Sie diesem Link, um diese Adresse ab jetzt für Ihr Konto bei {organization} zu verwenden.',
  emailChangeButton: 'Adresse bestätigen',
  emailChangeNote:
    'Der Link gilt einmal und {minutes} Minuten lang. Wenn Sie ihn nicht angefordert haben, müssen Sie nichts tun: Ohne ihn ändert sich nichts.',

  invitationSubject: 'Sie haben einen Platz für {product}',
  invitationTitle: 'Ein Platz wartet auf Sie',
  invitationText:
    '{organization} hat Ihnen einen Platz für {product} gegeben. Folgen Sie diesem Link, um ihn anzunehmen.',
  invitationButton: 'Platz annehmen',
  invitationNote: 'Der Link gilt einmal und {hours} Stunden lang.',
};
