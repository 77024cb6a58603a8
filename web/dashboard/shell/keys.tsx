import { Fragment } from 'react';

/** Keys that are pressed one after the other. */
export function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="inline-flex items-center gap-1">
      {keys.map((key, index) => (
        <Fragment key={key}>
          {index > 0 && <span className="sr-only">then</span>}
          <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-[0.6875rem] text-ink-soft">
            {key.length === 1 ? key.toUpperCase() : key}
          </kbd>
        </Fragment>
      ))}
    </span>
  );
}

/** As the machine calls the key that commands are given with. */
export const commandKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
