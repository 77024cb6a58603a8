import { Download, Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { florin } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { useMay } from '../session.ts';
import { money } from '../shared/format.ts';
import type { Order } from '../shared/objects.ts';
import { useAct } from '../shared/queries.ts';
import { BillingDialog } from './billing-dialog.tsx';
import { CreditNoteDialog } from './credit-note-dialog.tsx';
import { download, invoiceDocument, receiptDocument } from './documents.ts';
import { FinalizeDialog } from './finalize-dialog.tsx';
import { RefundDialog } from './refund-dialog.tsx';
import { isPaid, refundable, usePaymentsOf } from './use-order.ts';

type Open = 'refund' | 'billing' | 'credit' | 'void' | 'uncollectible' | 'finalize';

const close = {
  void: '/florin/v1/invoices/{id}/void',
  uncollectible: '/florin/v1/invoices/{id}/mark-uncollectible',
} as const;

/** What can be done with an order as it stands, by whom it may be done. */
export function OrderActions({ order }: { order: Order }) {
  const [open, setOpen] = useState<Open>();
  const mayWrite = useMay('orders:write');
  const mayRefund = useMay('refunds:write');
  const payments = usePaymentsOf(order);
  const hasPayment = payments.data?.items.some(({ status }) => status === 'succeeded') ?? false;
  const canRefund = mayRefund && hasPayment && isPaid(order) && refundable(order) > 0;
  const isOwed = order.status === 'pending';
  const isIssued = isOwed || isPaid(order);
  const done = () => setOpen(undefined);
  const closeInvoice = useAct(
    (how: keyof typeof close) => answerOf(florin.POST(close[how], { params: { path: { id: order.id } } })),
    { done: (_, how) => (how === 'void' ? 'Invoice voided.' : 'Invoice marked as uncollectible.') },
  );
  return (
    <>
      {isIssued && <Documents order={order} onBillingMissing={() => setOpen('billing')} />}
      {canRefund && <Button onClick={() => setOpen('refund')}>Refund</Button>}
      {order.status === 'draft' && mayWrite && (
        <Button look="primary" onClick={() => setOpen('finalize')}>
          Charge
        </Button>
      )}
      {isIssued && mayWrite && (
        <Menu
          trigger={
            <Button size="icon" aria-label="More actions">
              <Ellipsis />
            </Button>
          }
        >
          <MenuItem onSelect={() => setOpen('credit')}>Issue a credit note…</MenuItem>
          {isOwed && (
            <>
              <MenuLine />
              <MenuItem onSelect={() => setOpen('uncollectible')}>Mark as uncollectible…</MenuItem>
              <MenuItem isDestructive onSelect={() => setOpen('void')}>
                Void…
              </MenuItem>
            </>
          )}
        </Menu>
      )}
      {open === 'refund' && <RefundDialog order={order} onClose={done} />}
      {open === 'credit' && <CreditNoteDialog order={order} onClose={done} />}
      {open === 'finalize' && <FinalizeDialog order={order} onClose={done} />}
      {open === 'billing' && (
        <BillingDialog
          order={order}
          reason="The invoice as a PDF needs the name and the address of who is billed."
          onClose={done}
        />
      )}
      <ConfirmDialog
        isOpen={open === 'void'}
        onClose={done}
        title="Void this invoice?"
        description={`${money(order.due_amount, order.currency)} is no longer owed. Any credit that the invoice used goes back to the customer’s balance. This cannot be undone.`}
        action="Void invoice"
        onConfirm={() => closeInvoice.mutateAsync('void')}
      />
      <ConfirmDialog
        isOpen={open === 'uncollectible'}
        onClose={done}
        title="Mark this invoice as uncollectible?"
        description={`${money(order.due_amount, order.currency)} stays on the books as owed, but no further payment attempts or reminders are made.`}
        action="Mark as uncollectible"
        onConfirm={() => closeInvoice.mutateAsync('uncollectible')}
      />
    </>
  );
}

function Documents({ order, onBillingMissing }: { order: Order; onBillingMissing(): void }) {
  const mayWrite = useMay('orders:write');
  const invoice = useAct(async () => {
    try {
      download(await invoiceDocument(order.id));
    } catch (error) {
      if (!mayWrite || !(error instanceof Problem) || error.code !== 'MissingInvoiceBillingDetails')
        throw error;
      onBillingMissing();
    }
  });
  const receipt = useAct(async () => download(await receiptDocument(order.id)));
  return (
    <>
      <Button isBusy={invoice.isPending} onClick={() => invoice.mutate(undefined)}>
        {!invoice.isPending && <Download className="max-sm:hidden" />} Invoice
      </Button>
      {order.receipt_number && (
        <Button isBusy={receipt.isPending} onClick={() => receipt.mutate(undefined)}>
          {!receipt.isPending && <Download className="max-sm:hidden" />} Receipt
        </Button>
      )}
    </>
  );
}
