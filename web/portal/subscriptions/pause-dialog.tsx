import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import type { Subscription } from '../queries.ts';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';
import { updateSubscription } from './update.ts';

const months = [1, 2, 3] as const;

/** So many months after the period ends; the last day of a month that is shorter. */
function resumption(subscription: Subscription, count: number): Date {
  const end = new Date(subscription.current_period_end);
  const day = end.getUTCDate();
  const at = new Date(end);
  at.setUTCMonth(at.getUTCMonth() + count);
  if (at.getUTCDate() !== day) at.setUTCDate(0);
  return at;
}

export function PauseDialog({
  subscription,
  isOpen,
  onClose,
}: {
  subscription: Subscription;
  isOpen: boolean;
  onClose(): void;
}) {
  const { say, date } = useWords();
  const textOf = useProblemText();
  const [choice, setChoice] = useState('1');
  const end = date(subscription.current_period_end);
  const pause = useCommand(
    () =>
      updateSubscription(subscription.id, {
        pause_at_period_end: true,
        resumes_at: choice === 'open' ? null : resumption(subscription, Number(choice)).toISOString(),
      }),
    { done: say('pauseDone', { date: end }), onDone: onClose },
  );
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={say('pauseQuestion', { product: subscription.product.name })}
      description={say('pauseText', { date: end })}
      closeLabel={say('close')}
      width="narrow"
      footer={
        <>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button look="primary" isBusy={pause.isPending} onClick={() => pause.mutate(undefined)}>
            {say('pause')}
          </Button>
        </>
      }
    >
      <RadioGroup
        label={say('pauseLength')}
        looksLikeCards
        value={choice}
        onChange={setChoice}
        options={[
          ...months.map((count) => ({
            value: String(count),
            label: say('pauseMonths', { count }),
            hint: say('pauseUntil', { date: date(resumption(subscription, count)) }),
          })),
          { value: 'open', label: say('pauseOpen'), hint: say('pauseOpenHint') },
        ]}
      />
      {pause.error && (
        <Notice tone="bad" className="mt-4">
          {textOf(pause.error)}
        </Notice>
      )}
    </Dialog>
  );
}
