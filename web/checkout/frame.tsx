import { ArrowLeft, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { TestBadge } from '../ui/test-badge.tsx';
import type { Branding } from './checkout-api.ts';
import { tellPageAround } from './embedding.ts';
import { useWords } from './language.ts';
import { isFramed } from './place.ts';

/** Who sells: the logo, or the first letter of the name, and the name. */
export function Seller({ name, avatarUrl }: { name: string; avatarUrl: string | null }) {
  const [isBroken, setBroken] = useState(false);
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      {avatarUrl && !isBroken ? (
        <img
          src={avatarUrl}
          alt=""
          className="size-8 shrink-0 rounded-lg border border-line bg-surface object-cover"
          onError={() => setBroken(true)}
          referrerPolicy="no-referrer"
        />
      ) : (
        <span
          aria-hidden="true"
          className="grid size-8 shrink-0 place-items-center rounded-lg bg-accent font-semibold text-accent-ink text-sm"
        >
          {[...name][0]?.toLocaleUpperCase()}
        </span>
      )}
      <span className="truncate font-medium text-[0.9375rem]">{name}</span>
    </span>
  );
}

/** The way out: back to the shop, or out of the frame. */
export function WayOut({
  branding,
  isBusy = false,
  className,
}: {
  branding: Branding;
  isBusy?: boolean;
  className?: string;
}) {
  const { say } = useWords();
  useEffect(() => {
    if (!isFramed || isBusy) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) tellPageAround({ event: 'close' });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isBusy]);
  if (isFramed && branding.embed_origin) {
    return (
      <Button
        look="quiet"
        size="icon"
        className={className}
        aria-label={say('close')}
        disabled={isBusy}
        onClick={() => tellPageAround({ event: 'close' })}
      >
        <X />
      </Button>
    );
  }
  if (!branding.return_url) return null;
  return (
    <Button look="quiet" size="icon" className={className} asChild>
      <a href={branding.return_url} aria-label={say('backTo', { organization: branding.name })}>
        <ArrowLeft />
      </a>
    </Button>
  );
}

/**
 * A page with one thing to say: it stands in the middle.
 *
 * @param isBusy something is under way that nobody should walk away from
 */
export function PlainPage({
  branding,
  isTest = false,
  isBusy = false,
  children,
}: {
  branding?: Branding;
  isTest?: boolean;
  isBusy?: boolean;
  children: ReactNode;
}) {
  const { say } = useWords();
  return (
    <div className="flex min-h-dvh flex-col">
      {branding && (
        <header className="flex min-h-16 items-center justify-between gap-3 px-4 sm:px-8">
          <div className="flex min-w-0 items-center gap-1">
            {!isFramed && !isBusy && <WayOut branding={branding} className="-ml-2.5" />}
            <Seller name={branding.name} avatarUrl={branding.avatar_url} />
          </div>
          <div className="flex items-center gap-2">
            {isTest && <TestBadge label={say('testMode')} />}
            {isFramed && <WayOut branding={branding} isBusy={isBusy} className="-mr-2.5" />}
          </div>
        </header>
      )}
      <main className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center px-4 pt-6 pb-[max(4rem,16vh)] sm:px-6">
        {children}
      </main>
    </div>
  );
}
