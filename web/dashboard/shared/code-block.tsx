import { CopyButton } from '../../ui/copy-button.tsx';

/** Text to be copied to somewhere else, as it is. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex min-w-0 items-start gap-1 rounded-lg border border-line bg-sunken">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls */}
      <section tabIndex={0} aria-label={label} className="min-w-0 flex-1 overflow-x-auto py-3 pl-4">
        <pre className="font-mono text-[0.8125rem]/5">{text}</pre>
      </section>
      <div className="p-1.5">
        <CopyButton text={text} label={`Copy ${label}`} />
      </div>
    </div>
  );
}

/** Something that is shown this once: a key, a secret. */
export function ShownOnce({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex items-center gap-2 rounded-lg border border-line bg-sunken py-1.5 pr-1.5 pl-3.5">
      <output aria-label={label} className="min-w-0 flex-1 break-all font-mono text-[0.8125rem]/5">
        {text}
      </output>
      <CopyButton text={text} label={`Copy ${label}`} />
    </div>
  );
}
