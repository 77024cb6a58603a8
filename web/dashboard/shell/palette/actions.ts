import { useNavigate } from '@tanstack/react-router';
import {
  ArrowLeftRight,
  Building2,
  Clock,
  Keyboard,
  LogOut,
  type LucideIcon,
  Monitor,
  Moon,
  Plus,
  Sun,
  UserRound,
} from 'lucide-react';
import { useMe, useWorkspace } from '../../session.ts';
import { useAddressState } from '../../shared/filters.tsx';
import { useAddress } from '../../shared/links.tsx';
import { navigation } from '../navigation.ts';
import { applyTheme } from '../theme.ts';

export type Command = {
  id: string;
  group: 'Go to' | 'Do';
  label: string;
  /** Other words that it is found by. */
  words?: string;
  icon: LucideIcon;
  /** The keys that do the same. */
  keys?: readonly string[];
  /** Stands in the palette only when it is asked for. */
  isRare?: boolean;
  run(): void;
};

/** What can be done from everywhere: as much as the role allows. */
export function useCommands({ showShortcuts }: { showShortcuts(): void }): readonly Command[] {
  const { organization, mode } = useWorkspace();
  const me = useMe();
  const navigate = useNavigate();
  const address = useAddress();
  const [, change] = useAddressState();
  const may = (permission: string | undefined) =>
    permission === undefined || organization.permissions.includes(permission);
  const open = (to: string, search?: Record<string, string>) => () => {
    navigate({ to, ...(search ? { search: search as never } : {}) });
  };
  const created = [
    {
      label: 'New customer',
      needs: 'customers:write',
      run: open(address('customers'), { create: 'yes' }),
      keys: ['n', 'c'],
    },
    {
      label: 'New product',
      needs: 'products:write',
      run: open(address('products', 'new')),
      keys: ['n', 'p'],
    },
    { label: 'New discount', needs: 'discounts:write', run: open(address('discounts', 'new')) },
    {
      label: 'New checkout link',
      needs: 'checkout_links:write',
      run: open(address('checkout-links', 'new')),
    },
  ];
  const other = mode === 'test' ? 'live' : 'test';
  return [
    ...navigation.flatMap(({ destinations }) =>
      destinations
        .filter(({ permission }) => may(permission))
        .map(
          ({ label, to, icon, key }): Command => ({
            id: `go ${label}`,
            group: 'Go to',
            label,
            icon,
            keys: ['g', key],
            run: open(address(...to)),
          }),
        ),
    ),
    ...created
      .filter(({ needs }) => may(needs))
      .map(
        ({ label, run, keys }): Command => ({
          id: label,
          group: 'Do',
          label,
          words: 'create add',
          icon: Plus,
          ...(keys ? { keys } : {}),
          run,
        }),
      ),
    ...(mode === 'test' && may('organizations:read')
      ? [
          {
            id: 'clock',
            group: 'Do' as const,
            label: 'Move the test clock',
            words: 'time advance month renewal',
            icon: Clock,
            keys: ['t'],
            run: () => change({ clock: 'open' }),
          },
        ]
      : []),
    {
      id: 'mode',
      group: 'Do',
      label: `Switch to ${other} mode`,
      icon: ArrowLeftRight,
      run: open(`/${organization.slug}/${other}`),
    },
    ...(me.data?.organizations ?? [])
      .filter(({ id }) => id !== organization.id)
      .map(
        (one): Command => ({
          id: one.id,
          group: 'Go to',
          label: one.name,
          words: 'organization switch',
          icon: Building2,
          run: open(`/${one.slug}/${mode}`),
        }),
      ),
    {
      id: 'light',
      group: 'Do',
      label: 'Light theme',
      isRare: true,
      words: 'theme',
      icon: Sun,
      run: () => applyTheme('light'),
    },
    {
      id: 'dark',
      group: 'Do',
      label: 'Dark theme',
      isRare: true,
      words: 'theme night',
      icon: Moon,
      run: () => applyTheme('dark'),
    },
    {
      id: 'system',
      group: 'Do',
      label: 'System theme',
      isRare: true,
      words: 'theme',
      icon: Monitor,
      run: () => applyTheme('system'),
    },
    {
      id: 'keys',
      group: 'Do',
      label: 'Keyboard shortcuts',
      words: 'help',
      icon: Keyboard,
      keys: ['?'],
      run: showShortcuts,
    },
    {
      id: 'account',
      group: 'Go to',
      label: 'Account and passkeys',
      words: 'password sessions name',
      icon: UserRound,
      run: open('/account'),
    },
    {
      id: 'out',
      group: 'Do',
      label: 'Sign out',
      words: 'log',
      isRare: true,
      icon: LogOut,
      run: open('/sign-out'),
    },
  ];
}

/** Whether each word that was typed begins a word of what something is called. */
export function isMeant({ label, words = '', isRare = false }: Command, text: string): boolean {
  if (text === '') return !isRare;
  const known = `${label} ${words}`.toLowerCase().split(/\s+/);
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((typed) => known.some((word) => word.startsWith(typed)));
}
