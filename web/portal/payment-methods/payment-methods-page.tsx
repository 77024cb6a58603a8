import { useQuery } from '@tanstack/react-query';
import { CreditCard, Plus } from 'lucide-react';
import { useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { EmptyState, Notice } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import { type PaymentMethod, paymentMethodsQuery } from '../queries.ts';
import { Loaded } from '../shell/loaded.tsx';
import { Page } from '../shell/page.tsx';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';
import { AddCardDialog } from './add-card-dialog.tsx';
import { MethodLine, useMethodName } from './method.tsx';

export function PaymentMethodsPage() {
  const { say } = useWords();
  const query = useQuery(paymentMethodsQuery);
  const [isAdding, setAdding] = useState(false);
  const isFirst = query.data?.items.length === 0;
  const add = (
    <Button look={isFirst ? 'primary' : 'secondary'} onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" /> {say('addCard')}
    </Button>
  );
  return (
    <Page
      title={say('navPaymentMethods')}
      description={say('paymentMethodsText')}
      actions={query.data && !isFirst && add}
    >
      <Loaded query={query}>
        {({ items }) => (
          <Card isFlush>
            {items.length === 0 ? (
              <EmptyState icon={<CreditCard />} title={say('paymentMethodsEmptyTitle')} action={add}>
                {say('paymentMethodsEmptyText')}
              </EmptyState>
            ) : (
              <ul className="divide-y divide-line">
                {items.map((method) => (
                  <MethodRow key={method.id} method={method} />
                ))}
              </ul>
            )}
          </Card>
        )}
      </Loaded>
      <AddCardDialog isOpen={isAdding} onClose={() => setAdding(false)} isFirst={isFirst} />
    </Page>
  );
}

function MethodRow({ method }: { method: PaymentMethod }) {
  const { say } = useWords();
  const textOf = useProblemText();
  const name = useMethodName()(method);
  const [isRemoving, setRemoving] = useState(false);
  const makeDefault = useCommand(
    () =>
      answerOf(
        polar.PATCH('/v1/customer-portal/customers/me', { body: { default_payment_method_id: method.id } }),
      ),
    { done: say('defaultChanged', { card: name }) },
  );
  const remove = useCommand(
    () =>
      answerOf(
        polar.DELETE('/v1/customer-portal/customers/me/payment-methods/{id}', {
          params: { path: { id: method.id } },
        }),
      ),
    { done: say('cardRemoved', { card: name }) },
  );
  return (
    <li className="flex flex-col gap-3 px-5 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <MethodLine method={method} />
        <span className="flex flex-wrap gap-2 max-sm:w-full max-sm:justify-end">
          {!method.is_default && (
            <Button
              size="small"
              isBusy={makeDefault.isPending}
              onClick={() => makeDefault.mutate(undefined)}
              aria-label={say('makeDefaultOf', { card: name })}
            >
              {say('makeDefault')}
            </Button>
          )}
          <Button
            size="small"
            look="danger-quiet"
            onClick={() => setRemoving(true)}
            aria-label={say('removeOf', { card: name })}
          >
            {say('remove')}
          </Button>
        </span>
      </div>
      {makeDefault.error && <Notice tone="bad">{textOf(makeDefault.error)}</Notice>}
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => {
          setRemoving(false);
          remove.reset();
        }}
        title={say('removeCardTitle', { card: name })}
        description={say('removeCardText')}
        action={say('removeCardAction')}
        cancel={say('cancel')}
        onConfirm={() => remove.mutateAsync(undefined)}
      >
        {remove.error && <Notice tone="bad">{textOf(remove.error)}</Notice>}
      </ConfirmDialog>
    </li>
  );
}
