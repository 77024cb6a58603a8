import { useId } from 'react';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useForm } from '../../ui/use-form.ts';
import { fieldProblem } from '../shared/amount-input.tsx';
import { DayField } from '../shared/day-field.tsx';
import { FormError } from '../shared/form-error.tsx';
import { day } from '../shared/format.ts';
import type { Subscription } from '../shared/objects.ts';
import { useUpdate } from './use-subscription.ts';

/** Lets a subscription rest after the running period, for good or until a day. */
export function PauseDialog({ subscription, onClose }: { subscription: Subscription; onClose(): void }) {
  const formId = useId();
  const update = useUpdate(subscription, {
    done: 'Pause scheduled.',
    variant: 'SubscriptionPause',
    isSilent: true,
  });
  const form = useForm({ isOpenEnded: true, until: '' }, async ({ isOpenEnded, until }) => {
    if (!isOpenEnded && until === '') throw fieldProblem('resumes_at', 'Choose a day.');
    await update.mutateAsync({ pause_at_period_end: true, resumes_at: isOpenEnded ? null : until });
    onClose();
  });
  const { isOpenEnded, until } = form.values;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title="Pause this subscription"
      description={`The current period ends on ${day(subscription.current_period_end)}. From then on nothing is charged, and the customer loses access.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isBusy={form.isBusy}>
            Pause
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={form.submit} className="flex flex-col gap-4 pt-1">
        <RadioGroup
          label="Until when"
          looksLikeCards
          value={isOpenEnded ? 'open' : 'day'}
          onChange={(value) => form.set('isOpenEnded', value === 'open')}
          options={[
            { value: 'open', label: 'Until resumed' },
            { value: 'day', label: 'Until a date', hint: 'It resumes by itself, and is charged.' },
          ]}
        />
        {!isOpenEnded && (
          <DayField
            label="Resumes on"
            value={until}
            onChange={(value) => form.set('until', value)}
            error={form.errorOf('resumes_at')}
          />
        )}
        <FormError form={form} />
      </form>
    </Dialog>
  );
}
