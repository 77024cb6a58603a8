import { Link } from '@tanstack/react-router';
import { Check, ChevronsUpDown, LogOut, Monitor, Moon, Search, Sun, UserRound } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx';
import { type Mode, useMe, useWorkspace } from '../session.ts';
import { ClockBar } from './clock/clock-bar.tsx';
import { commandKey, Keys } from './keys.tsx';
import { applyTheme, currentTheme, type Theme } from './theme.ts';

const themeChoices: readonly { theme: Theme; label: string; icon: typeof Sun }[] = [
  { theme: 'system', label: 'System', icon: Monitor },
  { theme: 'light', label: 'Light', icon: Sun },
  { theme: 'dark', label: 'Dark', icon: Moon },
];

/** Whose data it is, and in which mode: test mode has a bar of its own that cannot be overlooked. */
export function TopBar({ menuButton, openPalette }: { menuButton: ReactNode; openPalette(): void }) {
  const { organization, mode } = useWorkspace();
  return (
    <>
      {/* How much of the window the bars take: what sticks below them needs to know. */}
      <style nonce={document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce}>
        {`:root{--bars:${mode === 'test' ? '5.25rem' : '3.5rem'}}`}
      </style>
      <header className="sticky top-0 z-30">
        {mode === 'test' && <ClockBar />}
        <div className="flex h-14 items-center gap-2 border-line border-b bg-canvas px-3 sm:px-4">
          {menuButton}
          <OrganizationMenu />
          <ModeSwitch slug={organization.slug} mode={mode} />
          <div className="ml-auto flex items-center gap-1">
            <SearchButton onClick={openPalette} />
            <AccountMenu />
          </div>
        </div>
      </header>
    </>
  );
}

function SearchButton({ onClick }: { onClick(): void }) {
  return (
    <>
      <Button
        onClick={onClick}
        className="w-64 justify-start px-3 font-normal text-ink-soft max-md:hidden"
        aria-keyshortcuts="Control+K Meta+K"
      >
        <Search />
        Search
        <span aria-hidden="true" className="ml-auto">
          <Keys keys={[commandKey, 'K']} />
        </span>
      </Button>
      <Button look="quiet" size="icon" aria-label="Search" onClick={onClick} className="md:hidden">
        <Search />
      </Button>
    </>
  );
}

function OrganizationMenu() {
  const { organization, mode } = useWorkspace();
  const me = useMe();
  return (
    <Menu
      align="start"
      trigger={
        <Button look="quiet" className="min-w-0 shrink px-2 font-semibold text-ink">
          <OrganizationMark name={organization.name} avatarUrl={organization.avatar_url} />
          <span className="truncate max-sm:sr-only">{organization.name}</span>
          <ChevronsUpDown className="text-ink-faint" />
        </Button>
      }
    >
      <MenuLabel>Organizations</MenuLabel>
      {me.data?.organizations.map((one) => (
        <MenuItem key={one.id} asChild>
          <Link to={`/${one.slug}/${mode}`}>
            <OrganizationMark name={one.name} avatarUrl={one.avatar_url} />
            <span className="truncate">{one.name}</span>
            {one.id === organization.id && <Check className="ml-auto" />}
          </Link>
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem asChild>
        <Link to="/new-organization">New organization…</Link>
      </MenuItem>
    </Menu>
  );
}

export function OrganizationMark({ name, avatarUrl }: { name: string; avatarUrl: string | null }) {
  return avatarUrl ? (
    <img src={avatarUrl} alt="" className="size-6 shrink-0 rounded-md object-cover" />
  ) : (
    <span
      aria-hidden="true"
      className="grid size-6 shrink-0 place-items-center rounded-md bg-ink font-semibold text-canvas text-xs"
    >
      {name.charAt(0).toUpperCase()}
    </span>
  );
}

function ModeSwitch({ slug, mode }: { slug: string; mode: Mode }) {
  return (
    <nav aria-label="Mode" className="flex shrink-0 rounded-lg border border-line bg-surface p-0.5 text-xs">
      {(['test', 'live'] as const).map((one) => (
        <Link
          key={one}
          to={`/${slug}/${one}`}
          aria-current={one === mode ? 'true' : undefined}
          className={cn(
            'flex h-7 items-center rounded-md px-2.5 font-medium text-ink-soft hover:text-ink pointer-coarse:h-9',
            one === mode &&
              (one === 'test'
                ? 'bg-test text-test-ink hover:text-test-ink'
                : 'bg-ink text-canvas hover:text-canvas'),
          )}
        >
          {one === 'test' ? 'Test' : 'Live'}
        </Link>
      ))}
    </nav>
  );
}

function AccountMenu() {
  const { user } = useWorkspace();
  const [theme, setTheme] = useState(currentTheme);
  return (
    <Menu
      trigger={
        <Button look="quiet" size="icon" aria-label="Account">
          <UserRound />
        </Button>
      }
    >
      <MenuLabel>
        <span className="block font-medium text-ink text-sm">{user.name}</span>
        {user.email}
      </MenuLabel>
      <MenuLine />
      <MenuItem asChild>
        <Link to="/account">
          <UserRound /> Account and passkeys
        </Link>
      </MenuItem>
      <MenuLine />
      <MenuLabel>Theme</MenuLabel>
      {themeChoices.map(({ theme: one, label, icon: Icon }) => (
        <MenuItem
          key={one}
          onSelect={() => {
            applyTheme(one);
            setTheme(one);
          }}
        >
          <Icon /> {label}
          {theme === one && <Check className="ml-auto" />}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem asChild>
        <Link to="/sign-out">
          <LogOut /> Sign out
        </Link>
      </MenuItem>
    </Menu>
  );
}
