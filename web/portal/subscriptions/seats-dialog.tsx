import { useQuery } from '@tanstack/react-query';
import { Minus, Plus } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import { previewQuery, type Subscription } from '../queries.ts';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';
import { ChangePreview, useChangeAction } from './change-preview.tsx';
import { usePrices } from './price.ts';
import { updateSubscription } from './update.ts';

/** More or fewer seats, with what that comes to before it is done. */
export function SeatsDialog({
  subscription,
  isOpen,
  onClose,
}: {
  subscription: Subscription;
  isOpen: boolean;
  onClose(): void;
}) {
  const { say } = useWords();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={say('changeSeats')}
      description={subscription.product.name}
      closeLabel={say('close')}
      width="narrow"
    >
      <SeatsForm subscription={subscription} onDone={onClose} />
    </Dialog>
  );
}

function SeatsForm({ subscription, onDone }: { subscription: Subscription; onDone(): void }) {
  const { say } = useWords();
  const textOf = useProblemText();
  const { id, seats, prices } = subscription;
  const before = seats ?? 1;
  const tiers = prices.find((price) => price.amount_type === 'seat_based')?.seat_tiers;
  const minimum = tiers?.minimum_seats ?? 1;
  const maximum = tiers?.maximum_seats ?? Number.MAX_SAFE_INTEGER;
  const [typed, setTyped] = useState(String(before));
  const wanted = useDeferredValue(Number(typed));
  const isWhole = Number.isInteger(wanted) && wanted >= minimum && wanted <= maximum;
  const isChange = isWhole && wanted !== before;
  const preview = useQuery(previewQuery(id, isChange ? { seats: wanted } : undefined));
  const command = useCommand(() => updateSubscription(id, { seats: wanted }), {
    done: say('seatsChanged', { count: wanted }),
    onDone,
  });
  const actionOf = useChangeAction();
  const range =
    tiers?.maximum_seats == null
      ? say('seatsAtLeast', { minimum })
      : say('seatsBetween', { minimum, maximum });
  const step = (by: number) => {
    command.reset();
    setTyped(String(Math.min(Math.max((Number(typed) || before) + by, minimum), maximum)));
  };
  return (
    <div className="flex flex-col gap-5">
      <Field label={say('seats')} hint={range} error={isWhole || typed === '' ? undefined : range}>
        <span className="flex items-center gap-2">
          <Button size="icon" className="size-11" aria-label={say('fewerSeats')} onClick={() => step(-1)}>
            <Minus />
          </Button>
          <Input
            inputMode="numeric"
            className="w-24 text-center tabular-nums"
            value={typed}
            onChange={({ target }) => {
              command.reset();
              setTyped(target.value.replace(/\D/g, '').slice(0, 7));
            }}
          />
          <Button size="icon" className="size-11" aria-label={say('moreSeats')} onClick={() => step(1)}>
            <Plus />
          </Button>
        </span>
      </Field>
      {isChange && (
        <ChangePreview query={preview} price={<NewPrice subscription={subscription} query={preview} />} />
      )}
      {command.error && <Notice tone="bad">{textOf(command.error)}</Notice>}
      <Button
        look="primary"
        size="large"
        disabled={!isChange || !preview.data}
        isBusy={command.isPending}
        onClick={() => command.mutate(undefined)}
      >
        {actionOf(preview.data, say('changeSeats'))}
      </Button>
    </div>
  );
}

function NewPrice({
  subscription,
  query,
}: {
  subscription: Subscription;
  query: { data?: { amount: number | null } | undefined };
}) {
  const { say, money } = useWords();
  const prices = usePrices();
  const amount = query.data?.amount;
  if (amount == null) return null;
  const { currency, recurring_interval, recurring_interval_count } = subscription;
  const price = prices.perPeriod(money(amount, currency), recurring_interval, recurring_interval_count);
  return say('newPrice', { price });
}
