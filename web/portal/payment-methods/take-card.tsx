import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, lazy, type ReactNode, Suspense } from 'react';
import { florin } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { CardFields, TestCards, useCardForm } from '../../payment/card-form.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice, Skeleton } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import { cardFormQuery } from '../queries.ts';
import { useWords } from '../words.ts';

const StripeCard = lazy(() => import('./stripe-card.tsx'));

export type TakeCardProps = {
  action: string;
  /** What is to be paid with it at once; it is only kept where nothing is. */
  charge?: { amount: number; currency: string };
  /** Between the fields and the button. */
  children?: ReactNode;
  /** Gets what stands for the card; what it throws is told above the fields. */
  onToken(token: string): Promise<unknown>;
};

/** The form of whoever charges: of the sandbox its own, else that of the processor, so that no card number comes near us. */
export function TakeCard(props: TakeCardProps) {
  const { say } = useWords();
  const textOf = useProblemText();
  const { data, error } = useQuery(cardFormQuery);
  if (error) return <Notice tone="bad">{textOf(error)}</Notice>;
  if (!data) return <Skeleton className="h-40 w-full" />;
  if (data.processor === 'sandbox') return <SandboxCard {...props} />;
  if (data.processor === 'stripe' && data.publishable_key !== null) {
    return (
      <Suspense fallback={<Skeleton className="h-40 w-full" />}>
        <StripeCard {...props} publishableKey={data.publishable_key} />
      </Suspense>
    );
  }
  return <Notice tone="warn">{say('problemNotReady')}</Notice>;
}

function SandboxCard({ action, children, onToken }: TakeCardProps) {
  const textOf = useProblemText();
  const form = useCardForm();
  const take = useMutation({
    mutationFn: async (card: NonNullable<ReturnType<typeof form.read>>) => {
      const { token } = await answerOf(
        florin.POST('/florin/v1/customer-portal/card-tokens', { body: { card } }),
      );
      await onToken(token);
    },
    onError: (error) => error instanceof Problem && form.refuse(error),
  });
  const isAtField = Object.values(form.faults).some(Boolean);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take.reset();
    const card = form.read();
    if (card) take.mutate(card);
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      {take.error && !isAtField && <Notice tone="bad">{textOf(take.error)}</Notice>}
      <CardFields form={form} isDisabled={take.isPending} />
      {children}
      <Button type="submit" look="primary" size="large" isBusy={take.isPending}>
        {action}
      </Button>
      <TestCards form={form} />
    </form>
  );
}
