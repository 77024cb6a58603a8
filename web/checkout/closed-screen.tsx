import { CircleAlert, Clock, PackageX, RotateCw, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import type { Branding } from './checkout-api.ts';
import { tellPageAround } from './embedding.ts';
import { PlainPage } from './frame.tsx';
import { useWords } from './language.ts';
import { isFramed } from './place.ts';

/** An end of the way: what it is, what it means for the buyer's money, and where to go. */
function Closed({
  icon,
  title,
  children,
  branding,
  action,
}: {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  branding?: Branding;
  action?: ReactNode;
}) {
  const { say } = useWords();
  const leave = branding?.return_url && (
    <Button look="primary" size="large" asChild>
      <a href={branding.return_url} target={isFramed ? '_blank' : undefined} rel="noopener">
        {say('backTo', { organization: branding.name })}
      </a>
    </Button>
  );
  const close = isFramed && branding?.embed_origin && (
    <Button look="primary" size="large" onClick={() => tellPageAround({ event: 'close' })}>
      {say('close')}
    </Button>
  );
  return (
    <PlainPage branding={branding}>
      <div className="flex flex-col items-center text-center">
        <span className="grid size-12 place-items-center rounded-full bg-hover text-ink-soft [&_svg]:size-6">
          {icon}
        </span>
        <h1 className="mt-5 text-balance font-semibold text-xl/7">{title}</h1>
        <p className="mt-2 text-pretty text-[0.9375rem]/6 text-ink-soft">{children}</p>
        <div className="mt-7">{action ?? (close || leave)}</div>
      </div>
    </PlainPage>
  );
}

export function ExpiredScreen({ branding }: { branding?: Branding }) {
  const { say } = useWords();
  return (
    <Closed icon={<Clock />} title={say('expiredTitle')} branding={branding}>
      {say('expiredText')}
    </Closed>
  );
}

export function UnavailableScreen({ branding }: { branding?: Branding }) {
  const { say } = useWords();
  return (
    <Closed icon={<PackageX />} title={say('unavailableTitle')} branding={branding}>
      {say('unavailableText')}
    </Closed>
  );
}

export function ArchivedScreen({ branding, product }: { branding: Branding; product: string }) {
  const { say } = useWords();
  return (
    <Closed icon={<PackageX />} title={say('archivedTitle')} branding={branding}>
      {say('archivedText', { organization: branding.name, product })}
    </Closed>
  );
}

export function NotReadyScreen({ branding }: { branding: Branding }) {
  const { say } = useWords();
  return (
    <Closed icon={<Clock />} title={say('notReadyTitle')} branding={branding}>
      {say('notReadyText', { organization: branding.name })}
    </Closed>
  );
}

/** The payment went wrong in a way that cannot be tried again. */
export function BrokenScreen({ branding }: { branding: Branding }) {
  const { say } = useWords();
  return (
    <Closed icon={<CircleAlert />} title={say('brokenTitle')} branding={branding}>
      {say('brokenText', { organization: branding.name })}
    </Closed>
  );
}

export function UnreachableScreen({ retry }: { retry(): void }) {
  const { say } = useWords();
  return (
    <Closed
      icon={<WifiOff />}
      title={say('unreachableTitle')}
      action={
        <Button look="primary" size="large" onClick={retry}>
          <RotateCw /> {say('tryAgain')}
        </Button>
      }
    >
      {say('unreachableText')}
    </Closed>
  );
}
