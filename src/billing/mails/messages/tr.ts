import type { Messages } from './en.ts';

export const tr: Messages = {
  portalButton: 'Müşteri portalını aç',
  cardButton: 'Ödeme yöntemini güncelle',
  sentBy: 'Gönderen: {organization}.',
  questions: 'Sorularınız mı var? {email} adresine yazın.',
  testMode: 'Test modu: gerçek ödeme yapılmaz.',
  documents: 'Bu ödemeye ait belgeleri ekte PDF olarak bulabilirsiniz.',

  day: 'gün',
  week: 'hafta',
  month: 'ay',
  year: 'yıl',

  plan: 'Plan',
  seats: 'Koltuk sayısı',
  price: 'Fiyat',
  nextPayment: 'Sonraki ödeme',
  period: 'Fatura dönemi',
  invoiceNumber: 'Fatura numarası',
  date: 'Tarih',
  discount: 'İndirim',
  tax: 'Vergi',
  balance: 'Hesap bakiyesi',
  total: 'Toplam',
  amountPaid: 'Ödenen tutar',
  amountDue: 'Ödenecek tutar',

  paymentReceived: 'Teşekkür ederiz. {amount} tutarındaki ödemenizi aldık.',
  renewsOn: 'Yenileme tarihi: {date}.',
  endsOn: 'Bitiş tarihi: {date}.',
  resumesOn: 'Devam tarihi: {date}.',

  orderSubject: 'Siparişiniz: {product}',
  orderTitle: 'Siparişiniz için teşekkür ederiz',
  orderText: '{organization} üzerinden verdiğiniz {product} siparişinizi onaylıyoruz.',

  subscribedSubject: '{product} aboneliğiniz',
  subscribedTitle: 'Aboneliğiniz başladı',
  subscribedText: 'Artık {organization} tarafından sunulan {product} için aboneliğiniz var.',

  trialSubject: '{product} deneme süreniz',
  trialTitle: 'Deneme süreniz başladı',
  trialText:
    '{organization} tarafından sunulan {product} ürününü {date} tarihine kadar ücretsiz kullanabilirsiniz. Daha önce iptal etmezseniz sonrasında fiyatı {price} olacaktır.',

  renewedSubject: '{product} aboneliğiniz yenilendi',
  renewedTitle: 'Aboneliğiniz yenilendi',

  convertedSubject: '{product} denemeniz aboneliğe dönüştü',
  convertedTitle: 'Deneme süreniz bitti, aboneliğiniz başladı',

  updatedSubject: '{product} aboneliğiniz değişti',
  updatedTitle: 'Aboneliğiniz değişti',
  updatedText: 'Aboneliğiniz bundan sonra şöyle:',

  failedSubject: '{product} ödemeniz başarısız oldu',
  failedTitle: 'Ödemeniz başarısız oldu',
  failedText: '{product} için {amount} tahsil edilemedi.',
  failedRetry:
    '{date} tarihinde yeniden deneyeceğiz. Aboneliğinizin devam etmesi için lütfen o tarihe kadar ödeme yönteminizi kontrol edin.',
  failedLast:
    'Lütfen ödeme yönteminizi {date} tarihine kadar güncelleyin. Aksi takdirde aboneliğiniz sona erecektir.',

  cardSubject: '{last4} ile biten kartınızın süresi yakında doluyor',
  cardTitle: 'Kartınızın süresi yakında doluyor',
  cardText:
    '{card} kartınız yalnızca {expiry} tarihine kadar geçerli. {product} kesintisiz devam etsin diye lütfen yeni bir kart ekleyin.',

  trialEndingSubject: '{product} deneme süreniz {date} tarihinde bitiyor',
  trialEndingTitle: 'Deneme süreniz yakında bitiyor',
  trialEndingText:
    '{product} deneme süreniz {date} tarihinde bitiyor. Daha önce iptal etmezseniz ardından {amount} tahsil edeceğiz.',

  renewingSubject: '{product} aboneliğiniz {date} tarihinde yenileniyor',
  renewingTitle: 'Aboneliğiniz yakında yenileniyor',
  renewingText:
    '{product} aboneliğiniz {date} tarihinde yenileniyor. O gün {amount} tahsil edeceğiz. O güne kadar müşteri portalında aboneliğinizi değiştirebilir veya iptal edebilirsiniz.',

  canceledSubject: '{product} aboneliğiniz iptal edildi',
  canceledTitle: 'İptaliniz onaylandı',
  canceledText:
    '{product} aboneliğiniz yenilenmeyecek. {date} tarihinde sona erer; o zamana kadar kullanabilirsiniz.',

  continuedSubject: '{product} aboneliğiniz devam ediyor',
  continuedTitle: 'Aboneliğiniz devam ediyor',
  continuedText: 'İptaliniz geri alındı ve {product} aboneliğiniz eskisi gibi devam ediyor.',

  endedSubject: '{product} aboneliğiniz sona erdi',
  endedTitle: 'Aboneliğiniz sona erdi',
  endedText: '{product} aboneliğiniz {date} tarihinde sona erdi.',
  endedUnpaid: 'Nedeni, tahsil edilemeyen bir ödemedir.',

  pausedSubject: '{product} aboneliğiniz duraklatıldı',
  pausedTitle: 'Aboneliğiniz duraklatıldı',
  pausedText: '{product} aboneliğiniz duraklatıldı. Bu süre içinde ücret alınmaz.',

  resumedSubject: '{product} aboneliğiniz yeniden başladı',
  resumedTitle: 'Aboneliğiniz yeniden başladı',
  resumedText: '{product} aboneliğiniz yeniden etkin.',

  loginSubject: '{organization} oturumu açın',
  loginTitle: 'Giriş kodunuz',
  loginText: '{organization} müşteri portalı için kodunuz:',
  loginNote:
    'Kod bir kez ve {minutes} dakika içinde kullanılabilir. Kodu siz istemediyseniz bir şey yapmanız gerekmez: kod olmadan kimse giremez.',

  emailChangeSubject: '{organization} için yeni e-posta adresinizi onaylayın',
  emailChangeTitle: 'Yeni e-posta adresinizi onaylayın',
  emailChangeText: '{organization} hesabınızda bundan sonra bu adresi kullanmak için bağlantıyı izleyin.',
  emailChangeButton: 'Adresi onayla',
  emailChangeNote:
    'Bağlantı bir kez ve {minutes} dakika içinde kullanılabilir. Bunu siz istemediyseniz bir şey yapmanız gerekmez: bağlantı olmadan hiçbir şey değişmez.',

  invitationSubject: '{product} için bir koltuğunuz var',
  invitationTitle: 'Sizi bir koltuk bekliyor',
  invitationText: '{organization} size {product} için bir koltuk verdi. Almak için bağlantıyı izleyin.',
  invitationButton: 'Koltuğu al',
  invitationNote: 'Bağlantı bir kez ve {hours} saat içinde kullanılabilir.',
};
