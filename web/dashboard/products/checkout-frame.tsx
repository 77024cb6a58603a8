import { useState } from 'react';
import { cn } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useWorkspace } from '../session.ts';

const widths = { phone: 'w-[24rem]', desk: 'w-full' };

/** A checkout as its buyer sees it, as wide as a phone or as a desk has it. */
export function CheckoutFrame({ url, name, onClose }: { url: string; name: string; onClose(): void }) {
  const { mode } = useWorkspace();
  const [width, setWidth] = useState<keyof typeof widths>('desk');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={`Checkout of ${name}`}
      description={
        mode === 'test'
          ? 'A real one: buy with the test card 4242 4242 4242 4242.'
          : 'A real one, in live mode: what is bought here is charged.'
      }
    >
      <fieldset className="mb-3 flex gap-1 max-sm:hidden">
        <legend className="sr-only">Width</legend>
        {(['desk', 'phone'] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={width === one}
            onClick={() => setWidth(one)}
            className="h-8 rounded-lg px-3 text-[0.8125rem] text-ink-soft hover:text-ink aria-pressed:bg-hover aria-pressed:font-medium aria-pressed:text-ink"
          >
            {one === 'desk' ? 'Desk' : 'Phone'}
          </button>
        ))}
      </fieldset>
      <iframe
        title={`Checkout of ${name}`}
        src={new URL(url).pathname}
        className={cn('mx-auto h-[60dvh] max-w-full rounded-lg border border-line', widths[width])}
      />
    </Dialog>
  );
}
