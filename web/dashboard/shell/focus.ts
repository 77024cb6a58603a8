import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

let hasMoved = false;

/** From the first change of the screen on: a page that has just been loaded keeps the focus where the browser puts it. */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onBeforeNavigate', ({ pathChanged, fromLocation }) => {
        if (pathChanged && fromLocation) hasMoved = true;
      }),
    [router],
  );
}

/** Takes those who hear the page, or go by keyboard, to the heading of a screen; from where they type it takes nobody. */
export function focusAfterNavigation(heading: HTMLElement | null): void {
  if (!hasMoved) return;
  const focused = document.activeElement;
  const isTyping = focused?.closest('input, textarea, select, [role=dialog], [role=alertdialog]');
  if (!isTyping) heading?.focus({ preventScroll: true });
}
