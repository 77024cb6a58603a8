import type { Messages } from './en.ts';

export const sv: Messages = {
  portalButton: 'Öppna kundportalen',
  cardButton: 'Uppdatera betalningssätt',
  sentBy: 'Skickat av {organization}.',
  questions: 'Frågor? Skriv till {email}.',
  testMode: 'Testläge: inga pengar flyttas.',
  documents: 'Dokumenten för den här betalningen finns bifogade som PDF-filer.',

  day: 'dag',
  week: 'vecka',
  month: 'månad',
  year: 'år',

  plan: 'Abonnemang',
  seats: 'Platser',
  price: 'Pris',
  nextPayment: 'Nästa betalning',
  period: 'Faktureringsperiod',
  invoiceNumber: 'Fakturanummer',
  date: 'Datum',
  discount: 'Rabatt',
  tax: 'Skatt',
  balance: 'Kontosaldo',
  total: 'Totalt',
  amountPaid: 'Betalt belopp',
  amountDue: 'Att betala',

  paymentReceived: 'Tack. Vi har tagit emot din betalning på {amount}.',
  renewsOn: 'Den förnyas den {date}.',
  endsOn: 'Den upphör den {date}.',
  resumesOn: 'Den återupptas den {date}.',

  orderSubject: 'Din beställning: {product}',
  orderTitle: 'Tack för din beställning',
  orderText: 'Vi bekräftar din beställning av {product} från {organization}.',

  subscribedSubject: 'Din prenumeration på {product}',
  subscribedTitle: 'Din prenumeration har börjat',
  subscribedText: 'Du prenumererar nu på {product} från {organization}.',

  trialSubject: 'Din provperiod för {product}',
  trialTitle: 'Din provperiod har börjat',
  trialText:
    'Du kan använda {product} från {organization} kostnadsfritt till den {date}. Därefter kostar det {price}, om du inte säger upp innan dess.',

  renewedSubject: 'Din prenumeration på {product} har förnyats',
  renewedTitle: 'Din prenumeration har förnyats',

  convertedSubject: 'Din provperiod för {product} är nu en prenumeration',
  convertedTitle: 'Provperioden är slut och din prenumeration har börjat',

  updatedSubject: 'Din prenumeration på {product} har ändrats',
  updatedTitle: 'Din prenumeration har ändrats',
  updatedText: 'Det här är din prenumeration från och med nu.',

  failedSubject: 'Din betalning för {product} misslyckades',
  failedTitle: 'Din betalning misslyckades',
  failedText: 'Vi kunde inte dra {amount} för {product}.',
  failedRetry:
    'Vi försöker igen den {date}. Kontrollera ditt betalningssätt före dess för att behålla din prenumeration.',
  failedLast: 'Uppdatera ditt betalningssätt senast den {date}. Annars upphör din prenumeration.',

  cardSubject: 'Ditt kort som slutar på {last4} går snart ut',
  cardTitle: 'Ditt kort går snart ut',
  cardText:
    'Ditt kort {card} gäller bara till och med {expiry}. Lägg till ett nytt så att {product} fortsätter utan avbrott.',

  trialEndingSubject: 'Din provperiod för {product} slutar den {date}',
  trialEndingTitle: 'Din provperiod slutar snart',
  trialEndingText:
    'Din provperiod för {product} slutar den {date}. Därefter drar vi {amount}, om du inte säger upp innan dess.',

  renewingSubject: 'Din prenumeration på {product} förnyas den {date}',
  renewingTitle: 'Din prenumeration förnyas snart',
  renewingText:
    'Din prenumeration på {product} förnyas den {date}. Då drar vi {amount}. Fram till dess kan du ändra eller säga upp den i kundportalen.',

  canceledSubject: 'Din prenumeration på {product} är uppsagd',
  canceledTitle: 'Din uppsägning är bekräftad',
  canceledText:
    'Din prenumeration på {product} förnyas inte. Den upphör den {date} och du kan använda den till dess.',

  continuedSubject: 'Din prenumeration på {product} fortsätter',
  continuedTitle: 'Din prenumeration fortsätter',
  continuedText:
    'Din uppsägning har tagits tillbaka och din prenumeration på {product} fortsätter som tidigare.',

  endedSubject: 'Din prenumeration på {product} har upphört',
  endedTitle: 'Din prenumeration har upphört',
  endedText: 'Din prenumeration på {product} upphörde den {date}.',
  endedUnpaid: 'Orsaken är en betalning som inte kunde genomföras.',

  pausedSubject: 'Din prenumeration på {product} är pausad',
  pausedTitle: 'Din prenumeration är pausad',
  pausedText: 'Din prenumeration på {product} är pausad. Inget debiteras under tiden.',

  resumedSubject: 'Din prenumeration på {product} har återupptagits',
  resumedTitle: 'Din prenumeration har återupptagits',
  resumedText: 'Din prenumeration på {product} är aktiv igen.',

  loginSubject: 'Logga in hos {organization}',
  loginTitle: 'Din inloggningskod',
  loginText: 'Det här är din kod till kundportalen hos {organization}:',
  loginNote:
    'Koden fungerar en gång, inom {minutes} minuter. Om du inte har bett om den behöver du inte göra något: ingen kommer in utan den.',

  emailChangeSubject: 'Bekräfta din nya e-postadress hos {organization}',
  emailChangeTitle: 'Bekräfta din nya e-postadress',
  emailChangeText:
    'Följ länken för att från och med nu använda den här adressen för ditt konto hos {organization}.',
  emailChangeButton: 'Bekräfta adressen',
  emailChangeNote:
    'Länken fungerar en gång, inom {minutes} minuter. Om du inte har bett om den behöver du inte göra något: inget ändras utan den.',

  invitationSubject: 'Du har en plats i {product}',
  invitationTitle: 'En plats väntar på dig',
  invitationText: '{organization} har gett dig en plats i {product}. Följ länken för att ta den.',
  invitationButton: 'Ta platsen',
  invitationNote: 'Länken fungerar en gång, inom {hours} timmar.',
};
