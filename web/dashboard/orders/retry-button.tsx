import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { declineWords } from '../payments/payment-words.ts';
import { useMay } from '../session.ts';
import { money } from '../shared/format.ts';
import type { Order } from '../shared/objects.ts';
import { useAct } from '../shared/queries.ts';

/** Charges what is owed now, to the card that renewals are charged to. */
export function RetryButton({ order }: { order: Pick<Order, 'id'> }) {
  const mayWrite = useMay('orders:write');
  const retry = useAct(
    () => answerOf(florin.POST('/florin/v1/invoices/{id}/retry', { params: { path: { id: order.id } } })),
    {
      onSuccess(payment) {
        const amount = money(payment.amount, payment.currency);
        if (payment.status === 'succeeded') toast(`${amount} paid.`);
        else if (payment.status === 'pending') toast(`The payment of ${amount} is pending.`);
        else toast(`Declined again: ${declineWords(payment)}.`, { tone: 'bad' });
      },
    },
  );
  if (!mayWrite) return null;
  return (
    <Button size="small" isBusy={retry.isPending} onClick={() => retry.mutate(undefined)}>
      Retry payment
    </Button>
  );
}
