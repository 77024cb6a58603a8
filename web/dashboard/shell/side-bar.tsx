import { Link } from '@tanstack/react-router';
import { cn } from '../../ui/class-names.ts';
import { useWorkspace } from '../session.ts';
import { useAddress } from '../shared/links.tsx';
import { navigation } from './navigation.ts';

export function SideBar({ className }: { className?: string }) {
  const address = useAddress();
  const { organization } = useWorkspace();
  return (
    <nav
      aria-label="Dashboard"
      className={cn(
        'w-56 shrink-0 overflow-y-auto px-3 py-4 max-lg:w-full lg:sticky lg:top-(--bars) lg:h-[calc(100dvh-var(--bars))]',
        className,
      )}
    >
      {navigation.map(({ label, destinations }) => {
        const allowed = destinations.filter(
          ({ permission }) => !permission || organization.permissions.includes(permission),
        );
        if (allowed.length === 0) return null;
        return (
          <section key={label} className="mb-5">
            <h2 className="px-2.5 pb-1.5 font-medium text-ink-faint text-xs">{label}</h2>
            <ul>
              {allowed.map(({ label: name, to, icon: Icon }) => (
                <li key={name}>
                  <Link
                    to={address(...to)}
                    activeOptions={{ exact: to.length === 0, includeSearch: false }}
                    className="flex h-8 items-center gap-2.5 rounded-lg px-2.5 text-ink-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink max-lg:h-11"
                  >
                    <Icon aria-hidden="true" className="size-4 shrink-0" />
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}
