import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { CreditCard, House, LogOut, ReceiptText, RefreshCw, UserRound, Users, WifiOff } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { Menu, MenuItem, MenuLabel } from '../../ui/menu.tsx';
import { TestBadge } from '../../ui/test-badge.tsx';
import { goByCustomerLocale } from '../language.tsx';
import { customerQuery, sessionQuery } from '../queries.ts';
import { useReader } from '../reader.ts';
import { rememberEmail, signOut, useSession } from '../session.ts';
import { SignInPage } from '../sign-in/sign-in-page.tsx';
import { type Key, useWords } from '../words.ts';
import { Footer } from './footer.tsx';
import { Identity } from './identity.tsx';

type Place = { to: string; label: Key; icon: ReactNode; isExact?: boolean };

const home: Place = { to: '/', label: 'navOverview', icon: <House />, isExact: true };
const billingPlaces: readonly Place[] = [
  { to: '/subscriptions', label: 'navSubscriptions', icon: <RefreshCw /> },
  { to: '/orders', label: 'navOrders', icon: <ReceiptText /> },
  { to: '/payment-methods', label: 'navPaymentMethods', icon: <CreditCard /> },
  { to: '/billing', label: 'navBilling', icon: <UserRound /> },
];
const team: Place = { to: '/team', label: 'navTeam', icon: <Users /> };

/** Everything that wants a session: the way to sign in stands in its place until there is one. */
export function Layout() {
  const { token } = useSession();
  return token === undefined ? <SignInPage /> : <SignedIn />;
}

function SignedIn() {
  const { say } = useWords();
  const { data: customer } = useQuery(customerQuery);
  const { user, managesBilling, hasTeam } = useReader();
  const mode = useQuery(sessionQuery).data?.mode;
  const locale = customer?.locale;
  useEffect(() => {
    if (locale) goByCustomerLocale(locale);
  }, [locale]);
  const email = user?.email;
  useEffect(() => {
    if (email) rememberEmail(email);
  }, [email]);
  const places = [home, ...(managesBilling ? billingPlaces : []), ...(hasTeam ? [team] : [])];
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-5xl flex-col">
      <a
        href="#content"
        className="sr-only rounded-md bg-surface px-3 py-2 focus:not-sr-only focus:absolute focus:z-50"
      >
        {say('skipToContent')}
      </a>
      <header className="flex items-center justify-between gap-4 px-4 py-4 sm:px-6">
        <span className="flex min-w-0 items-center gap-3">
          <Identity />
          {mode === 'test' && <TestBadge label={say('testMode')} />}
        </span>
        <Menu
          trigger={
            <Button look="quiet" className="-mr-2 max-w-[50%] shrink px-2">
              <UserRound aria-hidden="true" />
              <span className="truncate max-sm:sr-only">{user?.email ?? say('account')}</span>
            </Button>
          }
        >
          {user && <MenuLabel>{say('signedInAs', { email: user.email })}</MenuLabel>}
          <MenuItem onSelect={signOut}>
            <LogOut aria-hidden="true" /> {say('signOut')}
          </MenuItem>
        </Menu>
      </header>
      <OfflineNotice />
      <div className="flex flex-1 flex-col md:grid md:grid-cols-[12.5rem_minmax(0,1fr)] md:gap-6 md:px-6">
        <Navigation places={places} />
        <main id="content" className="min-w-0 px-4 pt-6 pb-10 sm:px-6 md:px-0 md:pt-2">
          <Outlet />
        </main>
      </div>
      <Footer className="px-4 sm:px-6" />
    </div>
  );
}

/** At the side; on a narrow screen along the top, to be pushed with a finger. */
function Navigation({ places }: { places: readonly Place[] }) {
  const { say } = useWords();
  const { pathname } = useLocation();
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another tab, and a role other tabs.
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>('[aria-current=page]');
    list.current?.scrollTo({ left: (chosen?.offsetLeft ?? 0) - 48 });
  }, [pathname, places.length]);
  return (
    <nav
      aria-label={say('navLabel')}
      className="max-md:sticky max-md:top-0 max-md:z-10 max-md:border-line max-md:border-b max-md:bg-canvas"
    >
      <ul
        ref={list}
        className="relative flex gap-1 overflow-x-auto [scrollbar-width:none] max-md:px-3 md:sticky md:top-4 md:flex-col"
      >
        {places.map(({ to, label, icon, isExact }) => (
          <li key={to} className="shrink-0">
            <Link
              to={to}
              activeOptions={{ exact: isExact ?? false }}
              className={cn(
                'flex min-h-11 items-center gap-2.5 whitespace-nowrap px-2.5 text-ink-soft text-sm -outline-offset-2 hover:text-ink md:min-h-9 md:rounded-lg md:hover:bg-hover',
                'max-md:border-transparent max-md:border-b-2 max-md:aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink md:aria-[current=page]:bg-hover',
                '[&_svg]:size-4 [&_svg]:shrink-0 max-md:[&_svg]:hidden',
              )}
            >
              {icon}
              {say(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function subscribeToNetwork(listener: () => void) {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

function OfflineNotice() {
  const { say } = useWords();
  const isOnline = useSyncExternalStore(subscribeToNetwork, () => navigator.onLine);
  return (
    <div role="status">
      {!isOnline && (
        <p className="mx-4 mb-2 flex items-center gap-2 rounded-lg bg-warn-soft px-3.5 py-2.5 text-sm text-warn sm:mx-6">
          <WifiOff aria-hidden="true" className="size-4 shrink-0" /> {say('offline')}
        </p>
      )}
    </div>
  );
}
