import { useId } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useForm } from '../../ui/use-form.ts';
import { fieldProblem } from '../shared/amount-input.tsx';
import { DayField, dayText } from '../shared/day-field.tsx';
import { FormError } from '../shared/form-error.tsx';
import type { Subscription } from '../shared/objects.ts';
import { useUpdate } from './use-subscription.ts';

/** Has the running period end on another day, and all later ones with it. */
export function PeriodDialog({ subscription, onClose }: { subscription: Subscription; onClose(): void }) {
  const formId = useId();
  const update = useUpdate(subscription, {
    done: 'Next charge date changed.',
    variant: 'SubscriptionUpdateBillingPeriod',
    isSilent: true,
  });
  const form = useForm({ end: dayText(subscription.current_period_end) }, async ({ end }) => {
    if (end === '') throw fieldProblem('current_billing_period_end', 'Choose a day.');
    await update.mutateAsync({ current_billing_period_end: end });
    onClose();
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title="Change the next charge date"
      description="The current period ends on this day, and later ones follow from it. Nothing is charged or refunded for the days in between."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isBusy={form.isBusy}>
            Move
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={form.submit} className="flex flex-col gap-4 pt-1">
        <DayField
          label="Next charge on"
          value={form.values.end}
          onChange={(value) => form.set('end', value)}
          error={form.errorOf('current_billing_period_end')}
        />
        <FormError form={form} />
      </form>
    </Dialog>
  );
}
