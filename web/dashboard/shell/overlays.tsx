import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useMay, useWorkspace } from '../session.ts';
import { useAddressState } from '../shared/filters.tsx';
import { useAddress } from '../shared/links.tsx';
import { navigation } from './navigation.ts';
import { useShortcuts } from './use-shortcuts.ts';

const loadPalette = () => import('./palette/palette.tsx');
const Palette = lazy(loadPalette);
const ShortcutsDialog = lazy(() => import('./shortcuts-dialog.tsx'));
const ClockDialog = lazy(() => import('./clock/clock-dialog.tsx'));

const settledMilliseconds = 1_000;

/** What opens above any screen: loaded when it is first wanted. */
export function Overlays({
  isPaletteOpen,
  setPaletteOpen,
}: {
  isPaletteOpen: boolean;
  setPaletteOpen(isOpen: boolean): void;
}) {
  const { organization, mode } = useWorkspace();
  const navigate = useNavigate();
  const address = useAddress();
  const [{ clock }, change] = useAddressState();
  const [areShortcutsShown, showShortcuts] = useState(false);
  const hasClock = useMay('organizations:read') && mode === 'test';
  const goTo = (...to: readonly string[]) => navigate({ to: address(...to) });
  const may = (permission: string | undefined) =>
    permission === undefined || organization.permissions.includes(permission);
  const places = navigation
    .flatMap(({ destinations }) => destinations)
    .filter(({ permission }) => may(permission))
    .map(({ key, to }) => [`g ${key}`, () => goTo(...to)] as const);
  // Once the screen is there: who types right after opening it must lose no letter.
  useEffect(() => {
    const timer = setTimeout(loadPalette, settledMilliseconds);
    return () => clearTimeout(timer);
  }, []);
  const acts = {
    '?': () => showShortcuts(true),
    '/': () => document.querySelector<HTMLInputElement>('#screen input[type=search]')?.focus(),
    ...Object.fromEntries(places),
    ...(may('customers:write')
      ? { 'n c': () => navigate({ to: address('customers'), search: { create: 'yes' } as never }) }
      : {}),
    ...(may('products:write') ? { 'n p': () => goTo('products', 'new') } : {}),
    ...(hasClock ? { t: () => change({ clock: 'open' }) } : {}),
  };
  useShortcuts({ 'mod+k': () => setPaletteOpen(!isPaletteOpen), ...(isPaletteOpen ? {} : acts) });
  return (
    <Suspense>
      {isPaletteOpen && (
        <Palette onClose={() => setPaletteOpen(false)} showShortcuts={() => showShortcuts(true)} />
      )}
      {areShortcutsShown && <ShortcutsDialog onClose={() => showShortcuts(false)} />}
      {clock === 'open' && hasClock && <ClockDialog onClose={() => change({ clock: undefined })} />}
    </Suspense>
  );
}
