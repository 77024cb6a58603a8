import { useId } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useForm } from '../../ui/use-form.ts';
import { FormError } from '../shared/form-error.tsx';
import type { Customer } from '../shared/objects.ts';
import { useAct } from '../shared/queries.ts';
import { updateCustomer } from './use-customers.ts';

/** Ties a customer to another record of the merchant's own systems. */
export function ExternalIdDialog({ customer, onClose }: { customer: Customer; onClose(): void }) {
  const formId = useId();
  const save = useAct(
    (externalId: string) => updateCustomer(customer.id, { external_id: externalId.trim() || null }),
    { done: 'External ID changed.', isSilent: true },
  );
  const form = useForm({ externalId: customer.external_id ?? '' }, async ({ externalId }) => {
    await save.mutateAsync(externalId);
    onClose();
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title="Change the external ID"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isBusy={form.isBusy} disabled={!form.isDirty}>
            {form.values.externalId.trim() === '' && customer.external_id ? 'Remove it' : 'Change it'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={form.submit} className="flex flex-col gap-4">
        <p className="text-ink-soft text-sm/6">
          Your systems find the customer by this ID: API calls and webhooks that name it mean this customer
          from the moment you save. Nothing of what was bought moves.
        </p>
        <Field label="External ID" error={form.errorOf('external_id')}>
          <Input
            name="external_id"
            autoFocus
            autoComplete="off"
            spellCheck={false}
            maxLength={256}
            className="font-mono"
            value={form.values.externalId}
            onChange={({ target }) => form.set('externalId', target.value)}
          />
        </Field>
        {customer.external_id && (
          <Notice tone="warn">
            Calls that still use <span className="break-all font-mono">{customer.external_id}</span> will find
            nobody. Change it in your systems too.
          </Notice>
        )}
        <FormError form={form} />
      </form>
    </Dialog>
  );
}
