import { ChevronDown } from 'lucide-react';
import { useId, useState, useSyncExternalStore } from 'react';
import { cn } from '../../ui/class-names.ts';
import { TestBadge } from '../../ui/test-badge.tsx';
import { Seller, WayOut } from '../frame.tsx';
import { useWords } from '../language.ts';
import { isFramed } from '../place.ts';
import { useKnown } from '../session-context.tsx';
import { ProductSummary } from './product-summary.tsx';
import { TotalNow, Totals } from './totals.tsx';

const wide = globalThis.matchMedia('(min-width: 64rem)');

const watchWidth = (listener: () => void) => {
  wide.addEventListener('change', listener);
  return () => wide.removeEventListener('change', listener);
};

/** What is bought and what it comes to: beside the form, or above it with the total always in sight. */
export function SummaryColumn({ isBusy }: { isBusy: boolean }) {
  const isWide = useSyncExternalStore(watchWidth, () => wide.matches);
  return isWide ? <WideSummary isBusy={isBusy} /> : <NarrowSummary isBusy={isBusy} />;
}

function WideSummary({ isBusy }: { isBusy: boolean }) {
  const { say } = useWords();
  const { branding, payment } = useKnown();
  return (
    <section
      aria-label={say('summary')}
      className="sticky top-0 ml-auto flex max-h-dvh w-full max-w-lg flex-col gap-10 self-start overflow-y-auto px-14 py-16"
    >
      <header className="flex min-h-9 items-center justify-between gap-3">
        <div className="flex min-w-0 items-center gap-1.5">
          <WayOut branding={branding} isBusy={isBusy} className="-ml-2.5" />
          <Seller name={branding.name} avatarUrl={branding.avatar_url} />
        </div>
        {payment.mode === 'test' && <TestBadge label={say('testMode')} />}
      </header>
      <ProductSummary />
      <div className="border-line border-t pt-6">
        <Totals />
      </div>
    </section>
  );
}

function NarrowSummary({ isBusy }: { isBusy: boolean }) {
  const { say } = useWords();
  const { branding, payment } = useKnown();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <div className="sticky top-0 z-20 border-line border-b bg-canvas pt-[env(safe-area-inset-top)]">
        <div className="mx-auto flex min-h-14 max-w-lg items-center justify-between gap-3 px-4 sm:px-6">
          <div className="flex min-w-0 items-center gap-1">
            {!isFramed && <WayOut branding={branding} isBusy={isBusy} className="-ml-2.5" />}
            <Seller name={branding.name} avatarUrl={branding.avatar_url} />
          </div>
          <div className="flex shrink-0 items-center">
            <button
              type="button"
              aria-expanded={isOpen}
              aria-controls={id}
              className="-mr-2 flex min-h-11 items-center gap-1.5 rounded-lg px-2 font-semibold"
              onClick={() => setOpen(!isOpen)}
            >
              <TotalNow />
              <ChevronDown
                aria-hidden="true"
                className={cn('size-4 text-ink-soft transition-transform', isOpen && 'rotate-180')}
              />
              <span className="sr-only"> {say(isOpen ? 'hideDetails' : 'showDetails')}</span>
            </button>
            {isFramed && <WayOut branding={branding} isBusy={isBusy} className="-mr-2.5" />}
          </div>
        </div>
        <section
          id={id}
          aria-label={say('summary')}
          hidden={!isOpen}
          className="max-h-[70dvh] overflow-y-auto border-line border-t"
        >
          <div className="mx-auto max-w-lg px-4 py-5 sm:px-6">
            <Totals />
          </div>
        </section>
      </div>
      <section className="mx-auto flex w-full max-w-lg flex-col gap-4 border-line border-b px-4 py-6 sm:px-6">
        {payment.mode === 'test' && (
          <p className="flex">
            <TestBadge label={say('testMode')} />
          </p>
        )}
        <ProductSummary />
      </section>
    </>
  );
}
