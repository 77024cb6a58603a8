import { useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { reasonOf, useScopedKey } from './queries.ts';

/** Something that can be done to many rows. */
export type BulkAct<Item> = {
  /** "Archive". */
  label: string;
  isDestructive?: boolean;
  /** What will have happened to `count` of them. */
  explain(count: number): ReactNode;
  run(item: Item): Promise<unknown>;
  /** How a row is called where it failed. */
  nameOf(item: Item): string;
  /** Tells of it in the place of the dialog, where all went well: to offer that it is taken back. */
  onDone?(items: readonly Item[]): void;
};

type BulkBarProps<Item> = {
  acts: readonly BulkAct<Item>[];
  items: readonly Item[];
  idOf(item: Item): string;
  onDone(): void;
};

/** How many rows are chosen, and what can be done to them: above the list, on a phone at the foot of the window. */
export function BulkBar<Item>({ acts, items, idOf, onDone }: BulkBarProps<Item>) {
  const [act, setAct] = useState<BulkAct<Item>>();
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b bg-accent-soft px-4 py-2 text-sm max-sm:fixed max-sm:inset-x-0 max-sm:bottom-0 max-sm:z-20 max-sm:border-t max-sm:border-b-0 max-sm:pb-[max(0.5rem,env(safe-area-inset-bottom))]">
      <span className="mr-2 font-medium">{items.length} selected</span>
      {acts.map((one) => (
        <Button
          key={one.label}
          size="small"
          look={one.isDestructive ? 'danger-quiet' : 'secondary'}
          onClick={() => setAct(one)}
        >
          {one.label}
        </Button>
      ))}
      <Button
        size="icon-small"
        look="quiet"
        className="ml-auto"
        aria-label="Clear the selection"
        onClick={onDone}
      >
        <X />
      </Button>
      {act && (
        <BulkDialog
          act={act}
          items={items}
          idOf={idOf}
          onClose={(isDone) => {
            setAct(undefined);
            if (isDone) onDone();
          }}
        />
      )}
    </div>
  );
}

type Outcome = { done: number; failed: { id: string; name: string; reason: string }[]; isRunning: boolean };

/** Asks, does it one by one, shows how far it is and what failed. */
function BulkDialog<Item>({
  act,
  items,
  idOf,
  onClose,
}: {
  act: BulkAct<Item>;
  items: readonly Item[];
  idOf(item: Item): string;
  onClose(isDone: boolean): void;
}) {
  const [outcome, setOutcome] = useState<Outcome>();
  const [stop] = useState(() => new AbortController());
  const client = useQueryClient();
  const scoped = useScopedKey();
  // What was chosen when it began: rows leave the list as they are done.
  const [chosen] = useState(items);
  async function run() {
    const failed: Outcome['failed'] = [];
    let done = 0;
    for (const item of chosen) {
      if (stop.signal.aborted) break;
      setOutcome({ done, failed, isRunning: true });
      try {
        await act.run(item);
        done += 1;
      } catch (error) {
        failed.push({ id: idOf(item), name: act.nameOf(item), reason: reasonOf(error) });
      }
    }
    setOutcome({ done, failed, isRunning: false });
    await client.invalidateQueries({ queryKey: scoped() });
    if (act.onDone && done === chosen.length) {
      act.onDone(chosen);
      onClose(true);
    }
  }
  const total = chosen.length;
  const isOver = outcome && !outcome.isRunning;
  const close = () => {
    stop.abort();
    onClose(Boolean(outcome));
  };
  return (
    <Dialog
      isOpen
      onClose={close}
      width="narrow"
      title={isOver ? `${outcome.done} of ${total} done` : `${act.label}?`}
      {...(outcome
        ? {}
        : { description: total === 1 ? 'One row is selected.' : `${total} rows are selected.` })}
      footer={
        isOver ? (
          <Button look="primary" onClick={close}>
            Close
          </Button>
        ) : (
          <>
            <Button onClick={close}>{outcome ? 'Stop' : 'Cancel'}</Button>
            <Button
              look={act.isDestructive ? 'danger' : 'primary'}
              isBusy={outcome?.isRunning ?? false}
              onClick={run}
            >
              {act.label}
            </Button>
          </>
        )
      }
    >
      {outcome ? (
        <div className="flex flex-col gap-3 text-sm">
          <progress
            className="h-2 w-full accent-accent"
            aria-label="How many are done"
            max={total}
            value={outcome.done + outcome.failed.length}
          />
          <p role="status">
            {outcome.done + outcome.failed.length} of {total}
            {outcome.failed.length > 0 && `, ${outcome.failed.length} failed`}
          </p>
          {outcome.failed.length > 0 && (
            <ul className="max-h-48 overflow-y-auto text-bad">
              {outcome.failed.map(({ id, name, reason }) => (
                <li key={id}>
                  {name}: {reason}
                </li>
              ))}
            </ul>
          )}
        </div>
      ) : (
        <div className="text-ink-soft text-sm/6">{act.explain(total)}</div>
      )}
    </Dialog>
  );
}
