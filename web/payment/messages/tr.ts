import type { Messages } from '../../i18n/words.tsx';
import type { PaymentKey } from './en.ts';

export const messages: Messages<PaymentKey> = {
  cardNumber: 'Kart numarası',
  cardExpiry: 'Son kullanma tarihi',
  cardExpiryShape: 'AA / YY',
  cardCvc: 'Güvenlik kodu',
  cardNumberIncomplete: 'Kart numarası eksik.',
  cardNumberUnknown: 'Bu bir test kartı değil. Aşağıdaki listeden birini seçin.',
  cardExpiryIncomplete: 'Kartın üzerindeki ay ve yılı girin.',
  cardExpired: 'Bu kartın süresi dolmuş.',
  cardCvcIncomplete: { one: 'Kod {count} haneli olmalı.', other: 'Kod {count} haneli olmalı.' },
  testCardsTitle: 'Test kartı kullanın',
  testCardsText: 'Test modundasınız. Gerçek kart kabul edilmez ve para hareketi olmaz.',
  testCardPays: 'Ödeme başarılı',
  testCardAuthenticates: '3-D Secure ister',
  testCardDeclined: 'Reddedilir',
  testCardNoFunds: 'Yetersiz bakiye',
  testCardDeclinedLater: 'Kaydedilir, tahsilatta reddedilir',
  challengeTitle: 'Bankanızda onaylayın',
  challengeText:
    'Test modunda bankanın yerine siz karar verirsiniz. Devam etmek için onaylayın ya da ne olacağını görmek için reddedin.',
  challengeApprove: 'Onayla',
  challengeDecline: 'Reddet',
  challengeFailed: 'Bir sorun oluştu. Yeniden deneyin.',
};
