import { useLocation } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import { focusAfterNavigation } from '../shell/focus.ts';
import { rememberVisit } from '../shell/recent.ts';
import { ScreenLink } from './links.tsx';

type PageProps = {
  title: string;
  /** What stands beside the title: a state. */
  badge?: ReactNode;
  /** One line under the title. */
  description?: ReactNode;
  /** The screens above: `[{ label: 'Customers', to: ['customers'] }]`. */
  trail?: readonly { label: string; to: readonly string[] }[];
  actions?: ReactNode;
  width?: 'full' | 'narrow';
  children: ReactNode;
};

/** A screen of the dashboard: its title, in the page and in the tab, and what can be done. */
export function Page({
  title,
  badge,
  description,
  trail = [],
  actions,
  width = 'full',
  children,
}: PageProps) {
  const { pathname } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Florin`;
    rememberVisit(pathname, title);
  }, [title, pathname]);
  useEffect(() => focusAfterNavigation(heading.current), []);
  return (
    <div
      className={`mx-auto w-full px-4 py-5 sm:px-6 sm:py-7 ${width === 'narrow' ? 'max-w-3xl' : 'max-w-6xl'}`}
    >
      {trail.length > 0 && (
        <nav
          aria-label="Above this page"
          className="mb-2 flex flex-wrap items-center gap-1 text-ink-soft text-sm"
        >
          {trail.map(({ label, to }) => (
            <Fragment key={label}>
              <ScreenLink to={to} className="rounded hover:text-ink">
                {label}
              </ScreenLink>
              <ChevronRight aria-hidden="true" className="size-3.5 text-ink-faint" />
            </Fragment>
          ))}
        </nav>
      )}
      <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1">
            <h1
              ref={heading}
              tabIndex={-1}
              className="outline-none font-semibold text-xl/7 tracking-tight sm:text-[1.375rem]/8"
            >
              {title}
            </h1>
            {badge}
          </div>
          {description && <div className="mt-0.5 text-ink-soft text-sm/6">{description}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** The parts of a detail screen: what matters on the left, facts about it on the right. */
export function Columns({ main, aside }: { main: ReactNode; aside: ReactNode }) {
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-5">{main}</div>
      <div className="flex min-w-0 flex-col gap-5">{aside}</div>
    </div>
  );
}
