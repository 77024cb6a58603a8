import { useEffect, useRef } from 'react';

const key = 'florin.single-keys';

/** Single keys get in the way of some: of those who speak to their machine, say. */
export const areSingleKeysOn = () => localStorage.getItem(key) !== 'off';
export const turnSingleKeys = (isOn: boolean) => localStorage.setItem(key, isOn ? 'on' : 'off');

const sequenceMilliseconds = 1_200;

/**
 * Listens for keys: `g c` is one after the other, `mod+k` with the key for commands. Single keys mean nothing while one types or
 * a dialog is open.
 */
export function useShortcuts(acts: Readonly<Record<string, () => void>>): void {
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    let before: { key: string; at: number } | undefined;
    function listen(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return;
      const pressed = event.key.toLowerCase();
      const run = (name: string) => {
        const act = latest.current[name];
        if (!act) return false;
        event.preventDefault();
        act();
        return true;
      };
      if (event.metaKey || event.ctrlKey) {
        if (!event.altKey && !event.shiftKey) run(`mod+${pressed}`);
        return;
      }
      if (event.altKey || isTaken(event.target) || !areSingleKeysOn()) return;
      const first = before && event.timeStamp - before.at < sequenceMilliseconds ? before.key : undefined;
      before = undefined;
      if (first !== undefined && run(`${first} ${pressed}`)) return;
      if (!run(pressed)) before = { key: pressed, at: event.timeStamp };
    }
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}

function isTaken(target: EventTarget | null): boolean {
  const element = target as Element | null;
  if (document.querySelector('[role=dialog], [role=alertdialog], [role=menu]')) return true;
  return Boolean(element?.closest('input, textarea, select, [contenteditable=true]'));
}
