import { Download } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { dayAndTime, humanize, money } from '../shared/format.ts';
import type { CreditNote, Order } from '../shared/objects.ts';
import { useAct } from '../shared/queries.ts';
import { CreditNoteStatus } from '../shared/status.tsx';
import { creditNoteDocument, download } from './documents.ts';
import { useCreditNotesOf } from './use-order.ts';

export const settlements: Record<CreditNote['settled_by'], string> = {
  refund: 'Refunded',
  due: 'Off what was due',
  account: 'On the customer’s account',
};

/** What was taken off an order after it was issued. */
export function CreditNotes({ order }: { order: Order }) {
  const notes = useCreditNotesOf(order).data?.items ?? [];
  if (notes.length === 0) return null;
  return (
    <Card title="Credit notes" isFlush>
      <ul className="divide-y divide-line border-line border-t">
        {notes.map((note) => (
          <li key={note.id} className="flex items-center justify-between gap-4 py-2 pr-3 pl-5 text-sm">
            <span className="min-w-0">
              <span className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{note.number}</span>
                <CreditNoteStatus status={note.status} />
              </span>
              <span className="block text-[0.8125rem]/5 text-ink-soft">
                {dayAndTime(note.created_at)} · {humanize(note.reason)} · {settlements[note.settled_by]}
                {note.memo && ` · ${note.memo}`}
              </span>
            </span>
            <span className="flex shrink-0 items-center gap-1 tabular-nums">
              {money(note.total_amount, note.currency)}
              <CreditNoteDownload note={note} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function CreditNoteDownload({ note }: { note: Pick<CreditNote, 'id' | 'number'> }) {
  const get = useAct(async () => download(await creditNoteDocument(note.id)));
  return (
    <Button
      look="quiet"
      size="icon-small"
      aria-label={`Download ${note.number}`}
      isBusy={get.isPending}
      onClick={() => get.mutate(undefined)}
    >
      {!get.isPending && <Download />}
    </Button>
  );
}
