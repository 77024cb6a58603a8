import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { brandingQuery } from '../queries.ts';

/** The page that the reader came to is read from its top; on those that follow, the heading is where reading begins. */
let hasArrived = false;

type PageProps = {
  title: string;
  badge?: ReactNode;
  /** A line under the title. */
  description?: ReactNode;
  /** The page above. */
  back?: { to: string; label: string };
  actions?: ReactNode;
  children?: ReactNode;
};

/** A page of the portal: its title, on it and in the tab, and what stands under it. */
export function Page({ title, badge, description, back, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { data: branding } = useQuery(brandingQuery);
  const name = branding?.name;
  useEffect(() => {
    document.title = name ? `${title} · ${name}` : title;
  }, [title, name]);
  useEffect(() => {
    if (hasArrived) heading.current?.focus({ preventScroll: true });
    hasArrived = true;
  }, []);
  return (
    <>
      {back && (
        <Link
          to={back.to}
          className="-ml-1 mb-3 inline-flex min-h-8 items-center gap-1 rounded-md pr-2 text-ink-soft text-sm hover:text-ink"
        >
          <ChevronLeft aria-hidden="true" className="size-4" />
          {back.label}
        </Link>
      )}
      <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <h1 ref={heading} tabIndex={-1} className="font-semibold text-2xl/8 tracking-tight outline-none">
              {title}
            </h1>
            {badge}
          </div>
          {description && (
            <div className="mt-1.5 max-w-prose text-[0.9375rem]/6 text-ink-soft">{description}</div>
          )}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children && <div className="flex flex-col gap-5">{children}</div>}
    </>
  );
}
