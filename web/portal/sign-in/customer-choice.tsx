import { ChevronRight } from 'lucide-react';
import { Spinner } from '../../ui/spinner.tsx';
import { useWords } from '../words.ts';

/** One of several customers with the same address. */
export type Namesake = { id: string; name: string | null };

export function CustomerChoice({
  customers,
  busyWith,
  onChoose,
}: {
  customers: readonly Namesake[];
  busyWith: string | undefined;
  onChoose(id: string): void;
}) {
  const { say } = useWords();
  return (
    <ul className="flex flex-col gap-2">
      {customers.map(({ id, name }, index) => (
        <li key={id}>
          <button
            type="button"
            disabled={busyWith !== undefined}
            aria-busy={busyWith === id || undefined}
            onClick={() => onChoose(id)}
            className="flex min-h-12 w-full items-center justify-between gap-3 rounded-lg border border-line bg-surface px-3.5 py-2 text-left text-[0.9375rem] enabled:hover:border-line-strong disabled:opacity-55"
          >
            <span className="min-w-0">{name ?? say('customerUnnamed', { number: index + 1 })}</span>
            {busyWith === id ? (
              <Spinner />
            ) : (
              <ChevronRight aria-hidden="true" className="size-4 text-ink-faint" />
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
