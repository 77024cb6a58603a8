import { useId } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { discountChoice, discounts } from '../shared/choices.ts';
import { FormError } from '../shared/form-error.tsx';
import type { Discount, Subscription } from '../shared/objects.ts';
import { type Choice, Pick } from '../shared/pick.tsx';
import { useUpdate } from './use-subscription.ts';

/** Another discount, or none, from the next invoice on. */
export function DiscountDialog({ subscription, onClose }: { subscription: Subscription; onClose(): void }) {
  const formId = useId();
  const update = useUpdate(subscription, {
    done: 'Discount changed.',
    variant: 'SubscriptionUpdateBase',
    isSilent: true,
  });
  const before = subscription.discount ? discountChoice(subscription.discount as Discount) : undefined;
  const form = useForm({ discount: before as Choice | undefined }, async ({ discount }) => {
    if (discount?.id !== before?.id) await update.mutateAsync({ discount_id: discount?.id ?? null });
    onClose();
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title="Discount"
      description="Applies from the next invoice on."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isBusy={form.isBusy}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={form.submit} className="flex flex-col gap-4 pt-1">
        <Field label="Discount" error={form.errorOf('discount_id')}>
          <Pick
            source={discounts}
            value={form.values.discount}
            placeholder="None"
            isClearable
            onChange={(discount) => form.set('discount', discount)}
          />
        </Field>
        <FormError form={form} />
      </form>
    </Dialog>
  );
}
