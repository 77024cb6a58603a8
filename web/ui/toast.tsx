import { Check, CircleAlert, X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import { Button } from './button.tsx';

export type Message = {
  id: number;
  text: string;
  tone: 'good' | 'bad';
  /** Takes back what was done. */
  undo?: { label: string; run(): void };
};

const shownMilliseconds = 6_000;
let messages: readonly Message[] = [];
let newest = 0;
const listeners = new Set<() => void>();

function change(next: readonly Message[]): void {
  messages = next;
  for (const listener of listeners) listener();
}

/** Tells that something is done, or was not, without stopping anybody. */
export function toast(text: string, options: Partial<Pick<Message, 'tone' | 'undo'>> = {}): void {
  newest += 1;
  change([...messages.slice(-2), { id: newest, text, tone: 'good', ...options }]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Where toasts appear: once a page. */
export function Toaster({
  label = 'Notifications',
  closeLabel = 'Close',
}: {
  label?: string;
  closeLabel?: string;
}) {
  const shown = useSyncExternalStore(subscribe, () => messages);
  return (
    <Toast.Provider swipeDirection="right" label={label} duration={shownMilliseconds}>
      {shown.map(({ id, text, tone, undo }) => (
        <Toast.Root
          key={id}
          type={tone === 'bad' ? 'foreground' : 'background'}
          onOpenChange={(isOpen) => !isOpen && change(messages.filter((message) => message.id !== id))}
          className="flex items-center gap-3 rounded-lg border border-line bg-raised py-2.5 pr-2 pl-3.5 text-sm shadow-lg motion-safe:animate-slide-in"
        >
          {tone === 'bad' ? (
            <CircleAlert aria-hidden="true" className="size-4 shrink-0 text-bad" />
          ) : (
            <Check aria-hidden="true" className="size-4 shrink-0 text-good" />
          )}
          <Toast.Description className="min-w-0 flex-1">{text}</Toast.Description>
          {undo && (
            <Toast.Action altText={undo.label} asChild>
              <Button size="small" onClick={undo.run}>
                {undo.label}
              </Button>
            </Toast.Action>
          )}
          <Toast.Close asChild>
            <Button look="quiet" size="icon-small" aria-label={closeLabel}>
              <X />
            </Button>
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed right-0 bottom-0 z-50 flex w-full max-w-sm flex-col gap-2 p-4 outline-none" />
    </Toast.Provider>
  );
}
