import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice, Skeleton } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { Authentication } from '../payment-methods/authentication.tsx';
import { MethodLine } from '../payment-methods/method.tsx';
import { TakeCard } from '../payment-methods/take-card.tsx';
import { useProblemText } from '../problem-text.ts';
import { type Order, paymentMethodsQuery } from '../queries.ts';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';

const anotherCard = 'another';

type Means = { payment_method_id: string } | { confirmation_token_id: string };

/** Whether its customer can have the payment of an order tried again. */
export function isPayable({ status, subscription_id }: Pick<Order, 'status' | 'subscription_id'>): boolean {
  return status === 'pending' && subscription_id !== null;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** A processor that has not made up its mind by then tells the server later. */
const looks = 20;
const millisecondsBetweenLooks = 1_000;

/** How the payment went, once that is known. */
async function outcomeOf(orderId: string): Promise<'succeeded' | 'failed' | 'pending'> {
  for (let look = 0; look < looks; look++) {
    const { status } = await answerOf(
      polar.GET('/v1/customer-portal/orders/{id}/payment-status', { params: { path: { id: orderId } } }),
    );
    if (status === 'succeeded' || status === 'failed') return status;
    await pause(millisecondsBetweenLooks);
  }
  return 'pending';
}

/** Pays an order that is owed, with a card that is there or another. */
export function PayDialog({ order, isOpen, onClose }: { order: Order; isOpen: boolean; onClose(): void }) {
  const { say, money } = useWords();
  const amount = money(order.due_amount, order.currency);
  const [challenge, setChallenge] = useState<string>();
  const [isDeclined, setDeclined] = useState(false);
  const close = () => {
    setChallenge(undefined);
    setDeclined(false);
    onClose();
  };
  const settle = (outcome: 'succeeded' | 'failed' | 'pending') => {
    setChallenge(undefined);
    if (outcome === 'failed') setDeclined(true);
    else {
      toast(say(outcome === 'succeeded' ? 'paidDone' : 'paymentPending'));
      close();
    }
  };
  const pay = useCommand(
    async (means: Means) => {
      setDeclined(false);
      const answer = await answerOf(
        polar.POST('/v1/customer-portal/orders/{id}/confirm-payment', {
          params: { path: { id: order.id } },
          body: means,
        }),
      );
      const status = answer.status === 'pending' ? await outcomeOf(order.id) : answer.status;
      return { ...answer, status };
    },
    {
      onDone: ({ status, client_secret }) => {
        if (status === 'requires_action' && client_secret !== null) setChallenge(client_secret);
        else settle(status === 'requires_action' ? 'failed' : status);
      },
    },
  );
  const look = useCommand(() => outcomeOf(order.id), { onDone: settle });
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={challenge === undefined ? say('payTitle', { amount }) : say('challengeTitle')}
      description={challenge === undefined ? order.description : undefined}
      closeLabel={say('close')}
      width="narrow"
    >
      {challenge === undefined ? (
        <PayForm order={order} isDeclined={isDeclined} pay={pay.mutateAsync} />
      ) : (
        <Authentication clientSecret={challenge} onAnswered={() => look.mutate(undefined)} />
      )}
    </Dialog>
  );
}

function PayForm({
  order,
  isDeclined,
  pay,
}: {
  order: Order;
  isDeclined: boolean;
  pay(means: Means): Promise<unknown>;
}) {
  const { say, money } = useWords();
  const textOf = useProblemText();
  const { data } = useQuery(paymentMethodsQuery);
  const charge = { amount: order.due_amount, currency: order.currency };
  const action = say('payAction', { amount: money(charge.amount, charge.currency) });
  const [chosen, setChosen] = useState<string>();
  const withKept = useCommand((id: string) => pay({ payment_method_id: id }));
  if (!data) return <Skeleton className="h-24 w-full" />;
  const first = data.items.find(({ is_default }) => is_default) ?? data.items[0];
  const choice = chosen ?? first?.id ?? anotherCard;
  return (
    <div className="flex flex-col gap-4">
      {isDeclined && <Notice tone="bad">{say('problemDeclined')}</Notice>}
      {data.items.length > 0 && (
        <RadioGroup
          label={say('payWith')}
          looksLikeCards
          value={choice}
          onChange={setChosen}
          options={[
            ...data.items.map((method) => ({ value: method.id, label: <MethodLine method={method} /> })),
            { value: anotherCard, label: say('anotherCard') },
          ]}
        />
      )}
      {choice === anotherCard ? (
        <TakeCard
          action={action}
          charge={charge}
          onToken={(token) => pay({ confirmation_token_id: token })}
        />
      ) : (
        <>
          {withKept.error && <Notice tone="bad">{textOf(withKept.error)}</Notice>}
          <Button
            look="primary"
            size="large"
            isBusy={withKept.isPending}
            onClick={() => withKept.mutate(choice)}
          >
            {action}
          </Button>
        </>
      )}
    </div>
  );
}
