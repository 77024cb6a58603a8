import { useId } from 'react';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select, TextArea } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { FormError } from '../shared/form-error.tsx';
import { day } from '../shared/format.ts';
import type { CancellationReason, Subscription } from '../shared/objects.ts';
import { cancellationReasons } from './cancellation-words.ts';
import { isRunning, useUpdate } from './use-subscription.ts';

/** Ends a subscription: with the period, or now. */
export function CancelDialog({ subscription, onClose }: { subscription: Subscription; onClose(): void }) {
  const formId = useId();
  const canWait = isRunning(subscription) && !subscription.cancel_at_period_end;
  const update = useUpdate(subscription, { done: 'Subscription canceled.', isSilent: true });
  const form = useForm(
    {
      isNow: !canWait,
      reason: '' as CancellationReason | '',
      comment: '',
    },
    async ({ isNow, reason, comment }) => {
      const said = {
        customer_cancellation_reason: reason || null,
        customer_cancellation_comment: comment.trim() || null,
      };
      await update.mutateAsync(isNow ? { ...said, revoke: true } : { ...said, cancel_at_period_end: true });
      onClose();
    },
  );
  const { isNow, reason, comment } = form.values;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Cancel this subscription"
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" form={formId} look="danger" isBusy={form.isBusy}>
            {isNow ? 'End it now' : 'Cancel at the end of the period'}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={form.submit} className="flex flex-col gap-4 pt-1">
        <RadioGroup
          label="When it ends"
          looksLikeCards
          value={isNow ? 'now' : 'end'}
          onChange={(value) => form.set('isNow', value === 'now')}
          options={[
            {
              value: 'end',
              label: `At the end of the period, ${day(subscription.current_period_end)}`,
              hint: 'Access continues until then, and you can undo this.',
              isDisabled: !canWait,
            },
            {
              value: 'now',
              label: 'Now',
              hint: 'Nothing is refunded automatically. Refund the last order if needed. This cannot be undone.',
            },
          ]}
        />
        <Field
          label="Reason for leaving"
          aside="Optional"
          error={form.errorOf('customer_cancellation_reason')}
        >
          <Select
            value={reason}
            onChange={(event) => form.set('reason', event.target.value as CancellationReason | '')}
          >
            <option value="">Not given</option>
            {Object.entries(cancellationReasons).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Comment" aside="Optional" error={form.errorOf('customer_cancellation_comment')}>
          <TextArea rows={2} value={comment} onChange={(event) => form.set('comment', event.target.value)} />
        </Field>
        <FormError form={form} />
      </form>
    </Dialog>
  );
}
