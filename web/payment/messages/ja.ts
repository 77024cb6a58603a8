import type { Messages } from '../../i18n/words.tsx';
import type { PaymentKey } from './en.ts';

export const messages: Messages<PaymentKey> = {
  cardNumber: 'カード番号',
  cardExpiry: '有効期限',
  cardExpiryShape: 'MM / YY',
  cardCvc: 'セキュリティコード',
  cardNumberIncomplete: 'カード番号が途中までしか入力されていません。',
  cardNumberUnknown: 'テストカードではありません。下の一覧からお選びください。',
  cardExpiryIncomplete: 'カードに記載の月と年を入力してください。',
  cardExpired: 'このカードは有効期限が切れています。',
  cardCvcIncomplete: { other: 'セキュリティコードは{count}桁です。' },
  testCardsTitle: 'テストカードを使う',
  testCardsText: 'テストモードです。実際のカードは使えず、代金は発生しません。',
  testCardPays: '支払い成功',
  testCardAuthenticates: '3Dセキュア認証あり',
  testCardDeclined: '支払い拒否',
  testCardNoFunds: '残高不足',
  testCardDeclinedLater: '保存はできるが請求時に拒否',
  challengeTitle: '銀行での本人確認',
  challengeText:
    'テストモードでは、あなたが銀行の役になります。承認すると先へ進み、拒否するとその場合の動作を確認できます。',
  challengeApprove: '承認する',
  challengeDecline: '拒否する',
  challengeFailed: 'うまくいきませんでした。もう一度お試しください。',
};
