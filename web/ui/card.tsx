import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

/** A part of a page, with its title and what can be done with it. */
export function Card({
  title,
  description,
  actions,
  className,
  isFlush = false,
  children,
}: {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  className?: string;
  /** Without space around the content: for a table. */
  isFlush?: boolean;
  children?: ReactNode;
}) {
  return (
    <section className={cn('min-w-0 rounded-xl border border-line bg-surface', className)}>
      {(title || actions) && (
        <header
          className={cn(
            'flex flex-wrap justify-between gap-x-4 gap-y-2 px-5 pt-4',
            description ? 'items-start' : 'items-center',
            isFlush && 'pb-3',
          )}
        >
          <div className="min-w-0">
            {title && <h2 className="font-semibold text-[0.9375rem]/6">{title}</h2>}
            {description && <p className="mt-0.5 text-[0.8125rem]/5 text-ink-soft">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      {children && <div className={isFlush ? 'min-w-0' : 'p-5'}>{children}</div>}
    </section>
  );
}

/** Names and values. The names take as much room as the place has for them. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <div className="@container">
      <dl className="grid grid-cols-[minmax(5.75rem,auto)_minmax(0,1fr)] gap-x-3 gap-y-2.5 text-sm @md:grid-cols-[minmax(8rem,auto)_minmax(0,1fr)] @md:gap-x-6">
        {children}
      </dl>
    </div>
  );
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="max-w-44 text-ink-soft">{name}</dt>
      <dd className="min-w-0">{children ?? <span className="text-ink-faint">–</span>}</dd>
    </>
  );
}
