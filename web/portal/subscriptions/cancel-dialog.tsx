import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextArea } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import type { Subscription } from '../queries.ts';
import { useCommand } from '../use-command.ts';
import { type Key, useWords } from '../words.ts';
import { stateOf } from './state.tsx';
import { cancellationReasons, updateSubscription } from './update.ts';

type Reason = (typeof cancellationReasons)[number];

const words: Record<Reason, Key> = {
  too_expensive: 'reasonTooExpensive',
  unused: 'reasonUnused',
  missing_features: 'reasonMissingFeatures',
  switched_service: 'reasonSwitched',
  low_quality: 'reasonLowQuality',
  too_complex: 'reasonTooComplex',
  customer_service: 'reasonService',
  other: 'reasonOther',
};

/** Says what ends and when, and asks why; nobody has to answer. */
export function CancelDialog({
  subscription,
  isOpen,
  onClose,
  onPause,
}: {
  subscription: Subscription;
  isOpen: boolean;
  onClose(): void;
  /** Where it could be paused instead. */
  onPause: (() => void) | undefined;
}) {
  const { say, date } = useWords();
  const textOf = useProblemText();
  const [reason, setReason] = useState<Reason>();
  const [comment, setComment] = useState('');
  const end = date(subscription.current_period_end);
  const product = subscription.product.name;
  const cancel = useCommand(
    () =>
      updateSubscription(subscription.id, {
        cancel_at_period_end: true,
        cancellation_reason: reason ?? null,
        cancellation_comment: comment.trim() || null,
      }),
    { done: say('cancelDone', { date: end }), onDone: onClose },
  );
  const isTrial = stateOf(subscription) === 'trial';
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={say('cancelQuestion', { product })}
      closeLabel={say('close')}
      footer={
        <>
          <Button onClick={onClose}>{say('keepSubscription')}</Button>
          <Button look="danger" isBusy={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
            {say('cancelSubscription')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <ul className="flex list-disc flex-col gap-1 pl-5 text-ink-soft text-sm/6">
          <li>{say('cancelKeepUntil', { date: end, product })}</li>
          <li>{say(isTrial ? 'cancelNoTrialCharge' : 'cancelNoCharge')}</li>
          {subscription.seats !== null && <li>{say('cancelSeats', { date: end })}</li>}
          <li>{say('cancelUndo', { date: end })}</li>
        </ul>
        {onPause && (
          <Notice>
            <span className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
              {say('pauseInstead')}
              <Button size="small" onClick={onPause}>
                {say('pause')}
              </Button>
            </span>
          </Notice>
        )}
        <fieldset className="flex flex-col gap-3">
          <legend className="mb-3 font-medium text-sm">{say('cancelWhy')}</legend>
          <RadioGroup<Reason>
            label={say('cancelWhy')}
            value={reason}
            onChange={setReason}
            options={cancellationReasons.map((value) => ({ value, label: say(words[value]) }))}
          />
        </fieldset>
        <Field label={say('cancelComment')} aside={say('optional')}>
          <TextArea value={comment} maxLength={1_000} onChange={({ target }) => setComment(target.value)} />
        </Field>
        {cancel.error && <Notice tone="bad">{textOf(cancel.error)}</Notice>}
      </div>
    </Dialog>
  );
}
