import type { Messages } from './en.ts';

export const ja: Messages = {
  portalButton: 'カスタマーポータルを開く',
  cardButton: 'お支払い方法を更新する',
  sentBy: '送信元：{organization}',
  questions: 'ご不明な点は {email} までお問い合わせください。',
  testMode: 'テストモード：実際の決済は行われません。',
  documents: 'このお支払いに関する書類をPDFで添付しています。',

  day: '日',
  week: '週',
  month: '月',
  year: '年',

  plan: 'プラン',
  seats: 'シート数',
  price: '料金',
  nextPayment: '次回のお支払い',
  period: '請求期間',
  invoiceNumber: '請求書番号',
  date: '日付',
  discount: '割引',
  tax: '税',
  balance: 'アカウント残高',
  total: '合計',
  amountPaid: 'お支払い金額',
  amountDue: 'ご請求金額',

  paymentReceived: 'ありがとうございます。{amount} のお支払いを確認しました。',
  renewsOn: '{date} に更新されます。',
  endsOn: '{date} に終了します。',
  resumesOn: '{date} に再開されます。',

  orderSubject: 'ご注文の確認：{product}',
  orderTitle: 'ご注文ありがとうございます',
  orderText: '{organization} の {product} のご注文を承りました。',

  subscribedSubject: '{product} のサブスクリプション',
  subscribedTitle: 'サブスクリプションが始まりました',
  subscribedText: '{organization} の {product} のサブスクリプションが始まりました。',

  trialSubject: '{product} の無料トライアル',
  trialTitle: '無料トライアルが始まりました',
  trialText:
    '{organization} の {product} を {date} まで無料でご利用いただけます。それまでに解約されない場合、その後の料金は {price} です。',

  renewedSubject: '{product} のサブスクリプションが更新されました',
  renewedTitle: 'サブスクリプションが更新されました',

  convertedSubject: '{product} の無料トライアルがサブスクリプションに移行しました',
  convertedTitle: '無料トライアルが終了し、サブスクリプションが始まりました',

  updatedSubject: '{product} のサブスクリプションが変更されました',
  updatedTitle: 'サブスクリプションが変更されました',
  updatedText: '今後のご契約内容は次のとおりです。',

  failedSubject: '{product} のお支払いに失敗しました',
  failedTitle: 'お支払いに失敗しました',
  failedText: '{product} の料金 {amount} を請求できませんでした。',
  failedRetry:
    '{date} に再度お支払いを試みます。引き続きご利用いただくため、それまでにお支払い方法をご確認ください。',
  failedLast:
    '{date} までにお支払い方法を更新してください。更新されない場合、サブスクリプションは終了します。',

  cardSubject: '末尾 {last4} のカードの有効期限が近づいています',
  cardTitle: 'カードの有効期限が近づいています',
  cardText:
    'カード {card} の有効期限は {expiry} です。{product} を引き続きご利用いただくため、新しいカードを登録してください。',

  trialEndingSubject: '{product} の無料トライアルは {date} に終了します',
  trialEndingTitle: '無料トライアルがまもなく終了します',
  trialEndingText:
    '{product} の無料トライアルは {date} に終了します。それまでに解約されない場合、{amount} を請求いたします。',

  renewingSubject: '{product} のサブスクリプションは {date} に更新されます',
  renewingTitle: 'サブスクリプションがまもなく更新されます',
  renewingText:
    '{product} のサブスクリプションは {date} に更新され、{amount} を請求いたします。それまではカスタマーポータルで変更または解約できます。',

  canceledSubject: '{product} のサブスクリプションを解約しました',
  canceledTitle: '解約を承りました',
  canceledText:
    '{product} のサブスクリプションは更新されません。{date} に終了し、それまではご利用いただけます。',

  continuedSubject: '{product} のサブスクリプションは継続されます',
  continuedTitle: 'サブスクリプションは継続されます',
  continuedText: '解約が取り消され、{product} のサブスクリプションはこれまでどおり継続されます。',

  endedSubject: '{product} のサブスクリプションが終了しました',
  endedTitle: 'サブスクリプションが終了しました',
  endedText: '{product} のサブスクリプションは {date} に終了しました。',
  endedUnpaid: 'お支払いを確認できなかったためです。',

  pausedSubject: '{product} のサブスクリプションは一時停止中です',
  pausedTitle: 'サブスクリプションを一時停止しました',
  pausedText: '{product} のサブスクリプションを一時停止しました。その間、料金は請求されません。',

  resumedSubject: '{product} のサブスクリプションが再開されました',
  resumedTitle: 'サブスクリプションが再開されました',
  resumedText: '{product} のサブスクリプションが再び有効になりました。',

  loginSubject: '{organization} へのログイン',
  loginTitle: 'ログインコード',
  loginText: '{organization} のカスタマーポータルのコードです。',
  loginNote:
    '{minutes} 分以内に一度だけ使えます。お心当たりがない場合は、何もする必要はありません。このコードがなければ誰もログインできません。',

  emailChangeSubject: '{organization} の新しいメールアドレスの確認',
  emailChangeTitle: '新しいメールアドレスを確認してください',
  emailChangeText: '今後このアドレスを {organization} のアカウントで使うには、リンクを開いてください。',
  emailChangeButton: 'アドレスを確認する',
  emailChangeNote:
    'リンクは {minutes} 分以内に一度だけ使えます。お心当たりがない場合は、何もする必要はありません。リンクを開かなければ何も変わりません。',

  invitationSubject: '{product} のシートが割り当てられました',
  invitationTitle: 'シートをご利用いただけます',
  invitationText:
    '{organization} から {product} のシートが割り当てられました。リンクを開いて受け取ってください。',
  invitationButton: 'シートを受け取る',
  invitationNote: 'リンクは {hours} 時間以内に一度だけ使えます。',
};
