import { X } from 'lucide-react';
import { AlertDialog as RadixAlertDialog, Dialog as RadixDialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { cn } from './class-names.ts';

const veil = 'fixed inset-0 z-40 bg-black/45 motion-safe:animate-appear';
const panel =
  'fixed z-50 flex flex-col bg-raised text-ink outline-none border border-line shadow-xl max-sm:inset-x-0 max-sm:bottom-0 max-sm:max-h-[92dvh] max-sm:rounded-t-2xl sm:top-1/2 sm:left-1/2 sm:max-h-[88dvh] sm:w-[calc(100%-2rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl';

type DialogProps = {
  isOpen: boolean;
  onClose(): void;
  title: ReactNode;
  description?: ReactNode;
  /** Its buttons, the one that does it last. */
  footer?: ReactNode;
  closeLabel?: string;
  width?: 'narrow' | 'medium' | 'wide';
  children?: ReactNode;
};

const widths = { narrow: 'sm:max-w-md', medium: 'sm:max-w-xl', wide: 'sm:max-w-3xl' };

/** Where one goes on: the first field, else the dialog itself. Never the way out. */
function focusFirst(dialog: HTMLElement): void {
  const field = dialog.querySelector<HTMLElement>(
    'input:checked, input:not([type=radio]):not(:disabled), select:not(:disabled), textarea:not(:disabled), [role=combobox]',
  );
  (field ?? dialog).focus();
}

/** A question or a form above the page; from below on a phone. */
export function Dialog({
  isOpen,
  onClose,
  title,
  description,
  footer,
  closeLabel = 'Close',
  width = 'medium',
  children,
}: DialogProps) {
  return (
    <RadixDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={veil} />
        <RadixDialog.Content
          className={cn(panel, widths[width])}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            focusFirst(event.target as HTMLElement);
          }}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-5 pb-3">
            <div className="min-w-0">
              <RadixDialog.Title className="font-semibold text-base/6">{title}</RadixDialog.Title>
              {description && (
                <RadixDialog.Description className="mt-1 text-ink-soft text-sm">
                  {description}
                </RadixDialog.Description>
              )}
            </div>
            <RadixDialog.Close asChild>
              <Button look="quiet" size="icon-small" aria-label={closeLabel} className="-mt-1 -mr-2">
                <X />
              </Button>
            </RadixDialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {footer && (
            <div className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3.5 max-sm:pb-[max(0.875rem,env(safe-area-inset-bottom))] max-sm:*:flex-auto">
              {footer}
            </div>
          )}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

type ConfirmProps = {
  isOpen: boolean;
  onClose(): void;
  title: ReactNode;
  /** What will have happened, and whether it can be undone. */
  description: ReactNode;
  /** Names the act: "Archive product", never "OK". */
  action: string;
  cancel?: string;
  isDestructive?: boolean;
  /** Whether what the dialog asks for is still missing. */
  isDisabled?: boolean;
  /** Closes the dialog when it is done; what it throws stays with whoever shows errors. */
  onConfirm(): Promise<unknown> | unknown;
  children?: ReactNode;
};

/** Asks before something is done that is not easily undone. */
export function ConfirmDialog({
  isOpen,
  onClose,
  title,
  description,
  action,
  cancel = 'Cancel',
  isDestructive = true,
  isDisabled = false,
  onConfirm,
  children,
}: ConfirmProps) {
  const [isBusy, setBusy] = useState(false);
  async function confirm() {
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch {
      // Told where it was asked for; the dialog stays for another try.
    } finally {
      setBusy(false);
    }
  }
  return (
    <RadixAlertDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <RadixAlertDialog.Portal>
        <RadixAlertDialog.Overlay className={veil} />
        <RadixAlertDialog.Content className={cn(panel, widths.narrow)}>
          <div className="min-h-0 overflow-y-auto px-5 pt-5 pb-4">
            <RadixAlertDialog.Title className="font-semibold text-base/6">{title}</RadixAlertDialog.Title>
            <RadixAlertDialog.Description asChild>
              <div className="mt-2 text-ink-soft text-sm/6">{description}</div>
            </RadixAlertDialog.Description>
            {children && <div className="mt-4">{children}</div>}
          </div>
          <div className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3.5">
            <RadixAlertDialog.Cancel asChild>
              <Button disabled={isBusy}>{cancel}</Button>
            </RadixAlertDialog.Cancel>
            <Button
              look={isDestructive ? 'danger' : 'primary'}
              isBusy={isBusy}
              disabled={isDisabled}
              onClick={confirm}
            >
              {action}
            </Button>
          </div>
        </RadixAlertDialog.Content>
      </RadixAlertDialog.Portal>
    </RadixAlertDialog.Root>
  );
}
