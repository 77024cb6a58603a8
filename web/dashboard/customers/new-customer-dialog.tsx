import { useNavigate } from '@tanstack/react-router';
import { useId } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { FormError } from '../shared/form-error.tsx';
import { useAddress } from '../shared/links.tsx';
import { useAct } from '../shared/queries.ts';

/** As much as makes a customer; the rest is entered where all of it stands. */
export function NewCustomerDialog({ onClose }: { onClose(): void }) {
  const formId = useId();
  const navigate = useNavigate();
  const address = useAddress();
  const create = useAct(
    ({ email, name, externalId }: { email: string; name: string; externalId: string }) =>
      answerOf(
        polar.POST('/v1/customers/', {
          body: {
            email: email.trim(),
            name: name.trim() || null,
            external_id: externalId.trim() || null,
          },
        }),
      ),
    { done: 'Customer created.', isSilent: true },
  );
  const form = useForm({ email: '', name: '', externalId: '' }, async (values) => {
    const { id } = await create.mutateAsync(values);
    navigate({ to: address('customers', id) });
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title="New customer"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isBusy={form.isBusy}>
            Create customer
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={form.submit} className="flex flex-col gap-4 pt-1">
        <Field
          label="Email"
          hint="Invoices and sign-in codes are sent here."
          error={form.errorOf('email')}
          isRequired
        >
          <Input
            type="email"
            name="email"
            required
            autoFocus
            autoComplete="off"
            value={form.values.email}
            onChange={(event) => form.set('email', event.target.value)}
          />
        </Field>
        <Field label="Name" aside="Optional" error={form.errorOf('name')}>
          <Input
            name="name"
            autoComplete="off"
            maxLength={256}
            value={form.values.name}
            onChange={(event) => form.set('name', event.target.value)}
          />
        </Field>
        <Field
          label="External ID"
          aside="Optional"
          hint="The customer’s ID in your own systems."
          error={form.errorOf('external_id')}
        >
          <Input
            name="external_id"
            autoComplete="off"
            maxLength={256}
            value={form.values.externalId}
            onChange={(event) => form.set('externalId', event.target.value)}
          />
        </Field>
        <FormError form={form} />
      </form>
    </Dialog>
  );
}
