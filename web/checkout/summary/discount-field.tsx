import { Tag, X } from 'lucide-react';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';

/** A code that takes something off: asked for only when there is one. */
export function DiscountField() {
  const { say } = useWords();
  const { checkout, change, settle, faults } = useSession();
  const { discount, allow_discount_codes: isAllowed, is_discount_applicable: isApplicable } = checkout;
  const [isOpen, setOpen] = useState(false);
  const [code, setCode] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const fault = faults.discount_code ?? faults.discount_id;
  useEffect(() => {
    if (isOpen) input.current?.focus();
  }, [isOpen]);

  async function set(wanted: string | null) {
    setBusy(true);
    change({ discount_code: wanted });
    await settle();
    setBusy(false);
  }

  async function apply(event: SubmitEvent) {
    event.preventDefault();
    const wanted = code.trim();
    setEmpty(wanted === '');
    if (wanted !== '') await set(wanted);
  }

  if (discount) {
    const name = discount.code ?? discount.name;
    return (
      <div className="flex flex-col gap-1.5">
        <p className="flex w-fit max-w-full items-center gap-1.5 rounded-lg bg-hover py-1 pr-1 pl-3 text-[0.8125rem]">
          <Tag aria-hidden="true" className="size-3.5 shrink-0 text-ink-soft" />
          <span className="min-w-0 truncate font-medium">{name}</span>
          {isAllowed && (
            <Button
              look="quiet"
              size="icon-small"
              aria-label={say('removeDiscount', { code: name })}
              isBusy={isBusy}
              onClick={async () => {
                await set(null);
                setCode('');
                setOpen(false);
                opener.current?.focus();
              }}
            >
              {!isBusy && <X />}
            </Button>
          )}
        </p>
        {fault && (
          <p role="alert" className="text-[0.8125rem]/5 text-bad">
            {say('discountWrong')}
          </p>
        )}
      </div>
    );
  }
  if (!isAllowed || !isApplicable) return null;
  if (!isOpen) {
    return (
      <Button
        ref={opener}
        look="link"
        className="w-fit text-sm pointer-coarse:min-h-10"
        onClick={() => setOpen(true)}
      >
        {say('addDiscount')}
      </Button>
    );
  }
  const error = isEmpty ? say('discountEmpty') : fault && say('discountWrong');
  return (
    <form onSubmit={apply} className="max-w-sm">
      <Field label={say('discountCode')} error={error}>
        <div className="flex gap-2">
          <Input
            ref={input}
            value={code}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            enterKeyHint="done"
            onChange={({ target }) => {
              setCode(target.value);
              setEmpty(false);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault();
              setOpen(false);
            }}
          />
          <Button type="submit" className="h-11" isBusy={isBusy}>
            {say('applyDiscount')}
          </Button>
        </div>
      </Field>
    </form>
  );
}
