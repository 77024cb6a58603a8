import { useId } from 'react';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useForm } from '../../ui/use-form.ts';
import { fieldProblem } from '../shared/amount-input.tsx';
import { DayField, dayText } from '../shared/day-field.tsx';
import { FormError } from '../shared/form-error.tsx';
import { day } from '../shared/format.ts';
import type { Subscription } from '../shared/objects.ts';
import { useUpdate } from './use-subscription.ts';

/** Moves the end of a trial, ends it, or gives one after what is paid for. */
export function TrialDialog({ subscription, onClose }: { subscription: Subscription; onClose(): void }) {
  const formId = useId();
  const isTrialing = subscription.status === 'trialing';
  const update = useUpdate(subscription, {
    done: 'Trial changed.',
    variant: 'SubscriptionUpdateBase',
    isSilent: true,
  });
  const form = useForm({ endsNow: false, end: dayText(subscription.trial_end) }, async ({ endsNow, end }) => {
    if (!endsNow && end === '') throw fieldProblem('trial_end', 'Choose a day.');
    await update.mutateAsync({ trial_end: endsNow ? 'now' : end });
    onClose();
  });
  const { endsNow, end } = form.values;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title={isTrialing ? 'Change the trial' : 'Give a trial'}
      {...(isTrialing
        ? {}
        : {
            description: `Free from now until the day you choose, which must be after ${day(subscription.current_period_end)}.`,
          })}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isBusy={form.isBusy}>
            {endsNow ? 'End the trial and charge' : 'Save'}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={form.submit} className="flex flex-col gap-4 pt-1">
        {isTrialing && (
          <RadioGroup
            label="Change to the trial"
            looksLikeCards
            value={endsNow ? 'now' : 'move'}
            onChange={(value) => form.set('endsNow', value === 'now')}
            options={[
              { value: 'move', label: 'End on another day' },
              {
                value: 'now',
                label: 'End it now',
                hint: 'The first period starts and is charged immediately.',
              },
            ]}
          />
        )}
        {!endsNow && (
          <DayField
            label="The trial ends on"
            value={end}
            onChange={(value) => form.set('end', value)}
            error={form.errorOf('trial_end')}
          />
        )}
        <FormError form={form} />
      </form>
    </Dialog>
  );
}
