import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './class-names.ts';

/** Where something will be once it is there. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn('block h-4 rounded-md bg-hover motion-safe:animate-pulse', className)}
    />
  );
}

/** Nothing here yet: what it will be, and how it comes. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cn('flex flex-col items-center px-6 py-12 text-center', className)}>
      {icon && (
        <span className="mb-4 grid size-11 place-items-center rounded-full bg-hover text-ink-soft [&_svg]:size-5">
          {icon}
        </span>
      )}
      <p className="font-semibold text-[0.9375rem]">{title}</p>
      {children && <div className="mt-1.5 max-w-md text-balance text-ink-soft text-sm/6">{children}</div>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

/** Something could not be shown: why, and another try. */
export function ErrorState({
  title,
  children,
  retry,
  retryLabel = 'Try again',
  className,
}: {
  title: ReactNode;
  children?: ReactNode;
  retry?(): void;
  retryLabel?: string;
  className?: string;
}) {
  return (
    <div role="alert" className={cn('flex flex-col items-center px-6 py-12 text-center', className)}>
      <span className="mb-4 grid size-11 place-items-center rounded-full bg-bad-soft text-bad">
        <CircleAlert className="size-5" aria-hidden="true" />
      </span>
      <p className="font-semibold text-[0.9375rem]">{title}</p>
      {children && <div className="mt-1.5 max-w-md text-balance text-ink-soft text-sm/6">{children}</div>}
      {retry && (
        <Button className="mt-5" onClick={retry}>
          <RotateCw /> {retryLabel}
        </Button>
      )}
    </div>
  );
}

const notices = {
  info: 'bg-info-soft text-info',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

/** A few words that matter for what stands below. */
export function Notice({
  tone = 'info',
  title,
  children,
  className,
}: {
  tone?: keyof typeof notices;
  title?: ReactNode;
  children?: ReactNode;
  className?: string;
}) {
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={cn('rounded-lg px-3.5 py-2.5 text-sm/5', notices[tone], className)}
    >
      {title && <p className="font-semibold">{title}</p>}
      {children && <div className={cn(title && 'mt-0.5')}>{children}</div>}
    </div>
  );
}
