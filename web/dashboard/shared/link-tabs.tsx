import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useAddress } from './links.tsx';

type LinkTab = { label: string; to: readonly string[] };

/** Screens that belong together, each with an address of its own. */
export function LinkTabs({ label, tabs }: { label: string; tabs: readonly LinkTab[] }) {
  const address = useAddress();
  const { pathname } = useLocation();
  const list = useRef<HTMLElement>(null);
  // Where there are more than fit, the one that is open is among those that are seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen is another tab
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('[aria-current=page]');
    if (open) list.current?.scrollTo({ left: open.offsetLeft - list.current.offsetLeft - 64 });
  }, [pathname]);
  return (
    <nav ref={list} aria-label={label} className="mb-5 flex gap-1 overflow-x-auto border-line border-b">
      {tabs.map((tab) => (
        <Link
          key={tab.label}
          to={address(...tab.to)}
          activeOptions={{ exact: true, includeSearch: false }}
          className="-mb-px whitespace-nowrap border-transparent border-b-2 px-3 py-2.5 text-ink-soft text-sm -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
