import type { Messages } from './en.ts';

export const it: Messages = {
  portalButton: 'Apri il portale clienti',
  cardButton: 'Aggiorna il metodo di pagamento',
  sentBy: 'Inviato da {organization}.',
  questions: 'Domande? Scrivi a {email}.',
  testMode: 'Modalità di test: nessun pagamento reale.',
  documents: 'In allegato trovi i documenti di questo pagamento in formato PDF.',

  day: 'giorno',
  week: 'settimana',
  month: 'mese',
  year: 'anno',

  plan: 'Piano',
  seats: 'Postazioni',
  price: 'Prezzo',
  nextPayment: 'Prossimo pagamento',
  period: 'Periodo di fatturazione',
  invoiceNumber: 'Numero fattura',
  date: 'Data',
  discount: 'Sconto',
  tax: 'Imposte',
  balance: 'Saldo del conto',
  total: 'Totale',
  amountPaid: 'Importo pagato',
  amountDue: 'Importo dovuto',

  paymentReceived: 'Grazie. Abbiamo ricevuto il tuo pagamento di {amount}.',
  renewsOn: 'Si rinnova il {date}.',
  endsOn: 'Termina il {date}.',
  resumesOn: 'Riprende il {date}.',

  orderSubject: 'Il tuo ordine: {product}',
  orderTitle: 'Grazie per il tuo ordine',
  orderText: 'Confermiamo il tuo ordine di {product} da {organization}.',

  subscribedSubject: 'Il tuo abbonamento a {product}',
  subscribedTitle: 'Il tuo abbonamento è iniziato',
  subscribedText: 'Hai sottoscritto un abbonamento a {product} di {organization}.',

  trialSubject: 'La tua prova di {product}',
  trialTitle: 'La tua prova è iniziata',
  trialText:
    'Puoi usare {product} di {organization} gratuitamente fino al {date}. In seguito costa {price}, a meno che tu non disdica prima.',

  renewedSubject: 'Il tuo abbonamento a {product} è stato rinnovato',
  renewedTitle: 'Il tuo abbonamento è stato rinnovato',

  convertedSubject: 'La tua prova di {product} è diventata un abbonamento',
  convertedTitle: 'La prova è finita, il tuo abbonamento è iniziato',

  updatedSubject: 'Il tuo abbonamento a {product} è cambiato',
  updatedTitle: 'Il tuo abbonamento è cambiato',
  updatedText: 'Ecco il tuo abbonamento a partire da ora.',

  failedSubject: 'Il pagamento per {product} non è riuscito',
  failedTitle: 'Il pagamento non è riuscito',
  failedText: 'Non è stato possibile addebitare {amount} per {product}.',
  failedRetry:
    'Riproveremo il {date}. Per mantenere il tuo abbonamento, controlla il metodo di pagamento prima di quella data.',
  failedLast:
    'Aggiorna il metodo di pagamento entro il {date}. In caso contrario, il tuo abbonamento terminerà.',

  cardSubject: 'La tua carta che termina con {last4} sta per scadere',
  cardTitle: 'La tua carta sta per scadere',
  cardText:
    'La tua carta {card} è valida solo fino al {expiry}. Aggiungine una nuova, così {product} continuerà senza interruzioni.',

  trialEndingSubject: 'La tua prova di {product} termina il {date}',
  trialEndingTitle: 'La tua prova sta per terminare',
  trialEndingText:
    'La tua prova di {product} termina il {date}. Addebiteremo poi {amount}, a meno che tu non disdica prima.',

  renewingSubject: 'Il tuo abbonamento a {product} si rinnova il {date}',
  renewingTitle: 'Il tuo abbonamento sta per rinnovarsi',
  renewingText:
    'Il tuo abbonamento a {product} si rinnova il {date}. Quel giorno addebiteremo {amount}. Fino ad allora puoi modificarlo o disdirlo nel portale clienti.',

  canceledSubject: 'Il tuo abbonamento a {product} è stato disdetto',
  canceledTitle: 'La tua disdetta è confermata',
  canceledText:
    'Il tuo abbonamento a {product} non verrà rinnovato. Termina il {date} e puoi usarlo fino ad allora.',

  continuedSubject: 'Il tuo abbonamento a {product} continua',
  continuedTitle: 'Il tuo abbonamento continua',
  continuedText: 'La disdetta è stata ritirata e il tuo abbonamento a {product} prosegue come prima.',

  endedSubject: 'Il tuo abbonamento a {product} è terminato',
  endedTitle: 'Il tuo abbonamento è terminato',
  endedText: 'Il tuo abbonamento a {product} è terminato il {date}.',
  endedUnpaid: 'Il motivo è un pagamento che non è stato possibile riscuotere.',

  pausedSubject: 'Il tuo abbonamento a {product} è in pausa',
  pausedTitle: 'Il tuo abbonamento è in pausa',
  pausedText: 'Il tuo abbonamento a {product} è in pausa. Nel frattempo non viene addebitato nulla.',

  resumedSubject: 'Il tuo abbonamento a {product} è ripreso',
  resumedTitle: 'Il tuo abbonamento è ripreso',
  resumedText: 'Il tuo abbonamento a {product} è di nuovo attivo.',

  loginSubject: 'Accedi a {organization}',
  loginTitle: 'Il tuo codice di accesso',
  loginText: 'Questo è il tuo codice per il portale clienti di {organization}:',
  loginNote:
    'Funziona una sola volta, entro {minutes} minuti. Se non lo hai richiesto, non devi fare nulla: senza di esso nessuno può entrare.',

  emailChangeSubject: 'Conferma il tuo nuovo indirizzo email per {organization}',
  emailChangeTitle: 'Conferma il tuo nuovo indirizzo email',
  emailChangeText:
    'Segui questo link per usare d’ora in poi questo indirizzo per il tuo account presso {organization}.',
  emailChangeButton: 'Conferma questo indirizzo',
  emailChangeNote:
    'Il link funziona una sola volta, entro {minutes} minuti. Se non lo hai richiesto, non devi fare nulla: senza di esso non cambia niente.',

  invitationSubject: 'Hai una postazione di {product}',
  invitationTitle: 'Una postazione ti aspetta',
  invitationText:
    '{organization} ti ha assegnato una postazione di {product}. Segui questo link per accettarla.',
  invitationButton: 'Accetta la postazione',
  invitationNote: 'Il link funziona una sola volta, entro {hours} ore.',
};
