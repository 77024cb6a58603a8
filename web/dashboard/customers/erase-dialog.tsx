import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { customerName } from '../shared/customer-link.tsx';
import { useAddress } from '../shared/links.tsx';
import type { Customer } from '../shared/objects.ts';
import { useAct } from '../shared/queries.ts';
import { forgetVisits } from '../shell/recent.ts';

/** Forgets who a customer was. It cannot be undone, so that its name is typed first. */
export function EraseDialog({ customer, onClose }: { customer: Customer; onClose(): void }) {
  const formId = useId();
  const navigate = useNavigate();
  const address = useAddress();
  const [typed, setTyped] = useState('');
  const expected = customer.email ?? customerName(customer);
  const erase = useAct(
    () => answerOf(florin.POST('/florin/v1/customers/{id}/erase', { params: { path: { id: customer.id } } })),
    {
      done: 'The customer is being erased.',
      onSuccess() {
        forgetVisits(customer.id);
        navigate({ to: address('customers'), replace: true });
      },
    },
  );
  const isTyped = typed.trim().toLowerCase() === expected.toLowerCase();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title="Erase this customer’s personal data?"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="danger" disabled={!isTyped} isBusy={erase.isPending}>
            Erase permanently
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4 text-sm/6"
        onSubmit={(event) => {
          event.preventDefault();
          if (isTyped) erase.mutate(undefined);
        }}
      >
        <div>
          <h3 className="font-medium">Permanently removed</h3>
          <ul className="mt-1 list-disc pl-5 text-ink-soft">
            <li>Name, addresses, phone, metadata, cards and members</li>
            <li>The same data in events, webhook messages, emails and the audit log</li>
            <li>Subscriptions: they end at once, without a refund</li>
          </ul>
        </div>
        <div>
          <h3 className="font-medium">Kept, as the law requires</h3>
          <ul className="mt-1 list-disc pl-5 text-ink-soft">
            <li>Issued invoices and credit notes, with the name and address on them</li>
            <li>Tax IDs of businesses, and amounts paid and refunded</li>
          </ul>
        </div>
        <Field
          label={
            <>
              Type <span className="break-all font-mono">{expected}</span> to confirm
            </>
          }
        >
          <Input
            autoFocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
