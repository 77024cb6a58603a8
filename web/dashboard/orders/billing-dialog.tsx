import { useId } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useForm } from '../../ui/use-form.ts';
import { AddressFields, addressDraft, addressOf } from '../shared/address-fields.tsx';
import { FormError } from '../shared/form-error.tsx';
import type { Order } from '../shared/objects.ts';
import { useAct } from '../shared/queries.ts';

/** Who an order is billed to. Where the tax was worked out for is fixed; what is printed is not. */
export function BillingDialog({
  order,
  reason,
  onClose,
}: {
  order: Order;
  /** Why it is asked for, where it was not asked for by a click on "Edit". */
  reason?: string;
  onClose(): void;
}) {
  const formId = useId();
  const save = useAct(
    ({ name, address }: { name: string; address: ReturnType<typeof addressDraft> }) =>
      answerOf(
        polar.PATCH('/v1/orders/{id}', {
          params: { path: { id: order.id } },
          body: {
            billing_name: name.trim() || null,
            ...(address.country === '' ? {} : { billing_address: addressOf(address) }),
          },
        }),
      ),
    { done: 'Billing details saved.', isSilent: true },
  );
  const form = useForm(
    { name: order.billing_name ?? '', address: addressDraft(order.billing_address) },
    async (values) => {
      await save.mutateAsync(values);
      onClose();
    },
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Billing details"
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
        {reason && <Notice>{reason}</Notice>}
        <Field label="Name" error={form.errorOf('billing_name')}>
          <Input
            value={form.values.name}
            autoComplete="off"
            onChange={(event) => form.set('name', event.target.value)}
          />
        </Field>
        <AddressFields
          value={form.values.address}
          onChange={(address) => form.set('address', address)}
          errorOf={form.errorOf}
          path="billing_address"
          fixedPlace={
            order.billing_address
              ? 'Country and state are fixed: the tax of this order was worked out for them. Correct the order with a credit note, and charge it anew.'
              : undefined
          }
        />
        {order.is_invoice_generated && (
          <p className="text-[0.8125rem]/5 text-ink-soft">
            This invoice has been downloaded before. Your changes show on the next download.
          </p>
        )}
        <FormError form={form} />
      </form>
    </Dialog>
  );
}
