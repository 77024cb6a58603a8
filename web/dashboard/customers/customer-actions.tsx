import { useNavigate } from '@tanstack/react-router';
import {
  Archive,
  ArchiveRestore,
  Combine,
  Eraser,
  ExternalLink,
  IdCard,
  MoreHorizontal,
  Pencil,
  Trash2,
} from 'lucide-react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { useMay } from '../session.ts';
import { customerName } from '../shared/customer-link.tsx';
import { useAddressState } from '../shared/filters.tsx';
import { ScreenLink, useAddress } from '../shared/links.tsx';
import type { Customer } from '../shared/objects.ts';
import { reasonOf, useAct } from '../shared/queries.ts';
import { useOpenPortal } from '../shared/use-open-tab.ts';
import { forgetVisits } from '../shell/recent.ts';
import { EraseDialog } from './erase-dialog.tsx';
import { ExternalIdDialog } from './external-id-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { updateCustomer } from './use-customers.ts';

/** What can be done with a customer. What asks back stands in the address, as `act`. */
export function CustomerActions({ customer }: { customer: Customer }) {
  const [{ act }, change] = useAddressState();
  const mayWrite = useMay('customers:write');
  const mayOpenPortal = useMay('customer_sessions:write');
  const ask = (name: string | undefined) => change({ act: name });
  const close = () => ask(undefined);
  return (
    <>
      {mayOpenPortal && !customer.archived_at && <PortalButton customer={customer} />}
      {mayWrite && (
        <>
          <Button asChild>
            <ScreenLink to={['customers', customer.id, 'edit']}>
              <Pencil /> Edit
            </ScreenLink>
          </Button>
          <Menu
            trigger={
              <Button size="icon" aria-label="More actions">
                <MoreHorizontal />
              </Button>
            }
          >
            <MenuItem onSelect={() => ask('external-id')}>
              <IdCard /> Change the external ID…
            </MenuItem>
            {!customer.archived_at && (
              <MenuItem onSelect={() => ask('merge')}>
                <Combine /> Merge a duplicate…
              </MenuItem>
            )}
            <MenuLine />
            <MenuItem onSelect={() => ask('archive')}>
              {customer.archived_at ? <ArchiveRestore /> : <Archive />}
              {customer.archived_at ? 'Restore…' : 'Archive…'}
            </MenuItem>
            <MenuItem isDestructive onSelect={() => ask('delete')}>
              <Trash2 /> Delete…
            </MenuItem>
            <MenuItem isDestructive onSelect={() => ask('erase')}>
              <Eraser /> Erase personal data…
            </MenuItem>
          </Menu>
          {act === 'external-id' && <ExternalIdDialog customer={customer} onClose={close} />}
          {act === 'merge' && <MergeDialog customer={customer} />}
          {act === 'archive' && <ArchiveDialog customer={customer} onClose={close} />}
          {act === 'delete' && <DeleteDialog customer={customer} onClose={close} />}
          {act === 'erase' && <EraseDialog customer={customer} onClose={close} />}
        </>
      )}
    </>
  );
}

function PortalButton({ customer }: { customer: Customer }) {
  const portal = useOpenPortal();
  return (
    <Button isBusy={portal.isPending} onClick={() => portal.open(customer.id)}>
      <ExternalLink /> Open the portal
    </Button>
  );
}

function ArchiveDialog({ customer, onClose }: { customer: Customer; onClose(): void }) {
  const isArchived = customer.archived_at !== null;
  const archive = useAct(() => updateCustomer(customer.id, { archived: !isArchived }), {
    done: isArchived ? 'Customer restored.' : 'Customer archived.',
  });
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={isArchived ? 'Restore this customer?' : `Archive ${customerName(customer)}?`}
      description={
        isArchived
          ? 'They can buy again. Subscriptions that ended when the customer was archived stay ended.'
          : 'Subscriptions end at once, and the external ID becomes available to another customer. Invoices and history stay, and you can restore the customer later.'
      }
      action={isArchived ? 'Restore customer' : 'Archive customer'}
      isDestructive={!isArchived}
      onConfirm={() => archive.mutateAsync(undefined)}
    />
  );
}

function DeleteDialog({ customer, onClose }: { customer: Customer; onClose(): void }) {
  const navigate = useNavigate();
  const address = useAddress();
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Delete ${customerName(customer)}?`}
      description="Subscriptions end at once and the customer disappears from every list. Invoices stay. This cannot be undone. To remove personal data as well, erase the customer instead."
      action="Delete customer"
      onConfirm={async () => {
        try {
          await answerOf(polar.DELETE('/v1/customers/{id}', { params: { path: { id: customer.id } } }));
        } catch (error) {
          toast(reasonOf(error), { tone: 'bad' });
          throw error;
        }
        forgetVisits(customer.id);
        toast('The customer is deleted.');
        navigate({ to: address('customers'), replace: true });
      }}
    />
  );
}
