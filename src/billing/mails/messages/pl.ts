import type { Messages } from './en.ts';

export const pl: Messages = {
  portalButton: 'Otwórz portal klienta',
  cardButton: 'Zaktualizuj metodę płatności',
  sentBy: 'Wysłano przez {organization}.',
  questions: 'Masz pytania? Napisz na adres {email}.',
  testMode: 'Tryb testowy: żadne pieniądze nie są pobierane.',
  documents: 'Dokumenty dotyczące tej płatności znajdziesz w załączonych plikach PDF.',

  day: 'dzień',
  week: 'tydzień',
  month: 'miesiąc',
  year: 'rok',

  plan: 'Plan',
  seats: 'Liczba miejsc',
  price: 'Cena',
  nextPayment: 'Następna płatność',
  period: 'Okres rozliczeniowy',
  invoiceNumber: 'Numer faktury',
  date: 'Data',
  discount: 'Rabat',
  tax: 'Podatek',
  balance: 'Saldo konta',
  total: 'Razem',
  amountPaid: 'Zapłacono',
  amountDue: 'Do zapłaty',

  paymentReceived: 'Dziękujemy. Otrzymaliśmy Twoją płatność w wysokości {amount}.',
  renewsOn: 'Data odnowienia: {date}.',
  endsOn: 'Data zakończenia: {date}.',
  resumesOn: 'Data wznowienia: {date}.',

  orderSubject: 'Twoje zamówienie: {product}',
  orderTitle: 'Dziękujemy za zamówienie',
  orderText: 'Potwierdzamy Twoje zamówienie: {product}. Sprzedawca: {organization}.',

  subscribedSubject: 'Twoja subskrypcja: {product}',
  subscribedTitle: 'Twoja subskrypcja się rozpoczęła',
  subscribedText: 'Masz teraz subskrypcję {product} od {organization}.',

  trialSubject: 'Twój okres próbny: {product}',
  trialTitle: 'Twój okres próbny się rozpoczął',
  trialText:
    'Możesz bezpłatnie korzystać z {product} od {organization} do dnia {date}. Potem cena wynosi {price}, chyba że wcześniej zrezygnujesz.',

  renewedSubject: 'Twoja subskrypcja {product} została odnowiona',
  renewedTitle: 'Twoja subskrypcja została odnowiona',

  convertedSubject: 'Okres próbny {product} przeszedł w subskrypcję',
  convertedTitle: 'Okres próbny dobiegł końca, Twoja subskrypcja się rozpoczęła',

  updatedSubject: 'Twoja subskrypcja {product} została zmieniona',
  updatedTitle: 'Twoja subskrypcja została zmieniona',
  updatedText: 'Oto Twoja subskrypcja od teraz.',

  failedSubject: 'Płatność za {product} nie powiodła się',
  failedTitle: 'Płatność nie powiodła się',
  failedText: 'Nie udało się pobrać {amount} za {product}.',
  failedRetry:
    'Spróbujemy ponownie dnia {date}. Aby zachować subskrypcję, sprawdź do tego czasu swoją metodę płatności.',
  failedLast:
    'Zaktualizuj metodę płatności do dnia {date}. W przeciwnym razie Twoja subskrypcja zostanie zakończona.',

  cardSubject: 'Twoja karta kończąca się na {last4} wkrótce wygaśnie',
  cardTitle: 'Twoja karta wkrótce wygaśnie',
  cardText:
    'Twoja karta {card} jest ważna tylko do {expiry}. Dodaj nową, aby korzystać z {product} bez przerwy.',

  trialEndingSubject: 'Twój okres próbny {product} kończy się {date}',
  trialEndingTitle: 'Twój okres próbny wkrótce się kończy',
  trialEndingText:
    'Twój okres próbny {product} kończy się {date}. Następnie pobierzemy {amount}, chyba że wcześniej zrezygnujesz.',

  renewingSubject: 'Twoja subskrypcja {product} odnowi się {date}',
  renewingTitle: 'Twoja subskrypcja wkrótce się odnowi',
  renewingText:
    'Twoja subskrypcja {product} odnowi się {date}. Pobierzemy wtedy {amount}. Do tego dnia możesz ją zmienić lub anulować w portalu klienta.',

  canceledSubject: 'Twoja subskrypcja {product} została anulowana',
  canceledTitle: 'Potwierdzamy rezygnację',
  canceledText:
    'Twoja subskrypcja {product} nie zostanie odnowiona. Kończy się {date} i do tego czasu możesz z niej korzystać.',

  continuedSubject: 'Twoja subskrypcja {product} trwa nadal',
  continuedTitle: 'Twoja subskrypcja trwa nadal',
  continuedText: 'Rezygnacja została cofnięta, a Twoja subskrypcja {product} trwa bez zmian.',

  endedSubject: 'Twoja subskrypcja {product} dobiegła końca',
  endedTitle: 'Twoja subskrypcja dobiegła końca',
  endedText: 'Twoja subskrypcja {product} zakończyła się {date}.',
  endedUnpaid: 'Powodem jest płatność, której nie udało się pobrać.',

  pausedSubject: 'Twoja subskrypcja {product} jest wstrzymana',
  pausedTitle: 'Twoja subskrypcja jest wstrzymana',
  pausedText: 'Twoja subskrypcja {product} jest wstrzymana. W tym czasie nie pobieramy za nią żadnych opłat.',

  resumedSubject: 'Twoja subskrypcja {product} została wznowiona',
  resumedTitle: 'Twoja subskrypcja została wznowiona',
  resumedText: 'Twoja subskrypcja {product} jest znowu aktywna.',

  loginSubject: 'Logowanie do {organization}',
  loginTitle: 'Twój kod logowania',
  loginText: 'Oto Twój kod do portalu klienta {organization}:',
  loginNote:
    'Kod działa jeden raz, w ciągu {minutes} min. Jeśli to nie Ty o niego prosisz, nie musisz nic robić: bez niego nikt się nie zaloguje.',

  emailChangeSubject: 'Potwierdź nowy adres e-mail w {organization}',
  emailChangeTitle: 'Potwierdź swój nowy adres e-mail',
  emailChangeText: 'Kliknij ten link, aby od teraz używać tego adresu dla swojego konta w {organization}.',
  emailChangeButton: 'Potwierdź ten adres',
  emailChangeNote:
    'Link działa jeden raz, w ciągu {minutes} min. Jeśli to nie Ty o niego prosisz, nie musisz nic robić: bez niego nic się nie zmieni.',

  invitationSubject: 'Masz miejsce w {product}',
  invitationTitle: 'Czeka na Ciebie miejsce',
  invitationText: '{organization} udostępnia Ci miejsce w {product}. Kliknij ten link, aby je przyjąć.',
  invitationButton: 'Przyjmij miejsce',
  invitationNote: 'Link działa jeden raz, w ciągu {hours} godz.',
};
