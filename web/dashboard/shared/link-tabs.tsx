import { Link } from '@tanstack/react-router';
import { useAddress } from './links.tsx';

type LinkTab = { label: string; to: readonly string[] };

/** Screens that belong together, each with an address of its own. */
export function LinkTabs({ label, tabs }: { label: string; tabs: readonly LinkTab[] }) {
  const address = useAddress();
  return (
    <nav aria-label={label} className="mb-5 flex gap-1 overflow-x-auto border-line border-b">
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
