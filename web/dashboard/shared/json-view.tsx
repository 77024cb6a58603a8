import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';

/** So deep everything is open at first. */
const openDepth = 2;
const longText = 400;

/** JSON to be read: what is nested opens and closes; nothing of it is ever anything but text. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  // How deep it is open, and how often that was asked for: every asking begins anew.
  const [open, setOpen] = useState({ depth: openDepth, asked: 0 });
  const isNested = typeof value === 'object' && value !== null;
  return (
    <div className="min-w-0">
      <div className="flex items-center justify-end gap-1 border-line border-b px-3 py-1.5">
        {isNested && (
          <>
            <Button
              look="quiet"
              size="small"
              onClick={() => setOpen({ depth: Infinity, asked: open.asked + 1 })}
            >
              Expand all
            </Button>
            <Button look="quiet" size="small" onClick={() => setOpen({ depth: 1, asked: open.asked + 1 })}>
              Collapse
            </Button>
          </>
        )}
        <CopyButton text={JSON.stringify(value, null, 2)} label={`Copy ${label}`} />
      </div>
      <section
        // It scrolls, so it can be reached by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
        tabIndex={0}
        aria-label={label}
        className="max-h-[36rem] overflow-auto px-4 py-3 font-mono text-[0.8125rem]/6 -outline-offset-2"
      >
        <Node key={open.asked} value={value} depth={0} openDepth={open.depth} />
      </section>
    </div>
  );
}

type NodeProps = { name?: string; value: unknown; depth: number; openDepth: number };

function Node({ name, value, depth, openDepth: openTo }: NodeProps) {
  if (typeof value !== 'object' || value === null) {
    return (
      <div className="pl-5">
        <Name name={name} />
        <Plain value={value} />
      </div>
    );
  }
  const entries = Object.entries(value);
  const isList = Array.isArray(value);
  const [begin, end] = isList ? '[]' : '{}';
  if (entries.length === 0) {
    return (
      <div className="pl-5">
        <Name name={name} />
        <span className="text-ink-faint">
          {begin}
          {end}
        </span>
      </div>
    );
  }
  return (
    <Branch name={name} begin={begin} end={end} count={entries.length} isOpen={depth < openTo}>
      {entries.map(([key, item]) => (
        <Node key={key} name={isList ? undefined : key} value={item} depth={depth + 1} openDepth={openTo} />
      ))}
    </Branch>
  );
}

type BranchProps = {
  name: string | undefined;
  begin: string | undefined;
  end: string | undefined;
  count: number;
  isOpen: boolean;
  children: React.ReactNode;
};

function Branch({ name, begin, end, count, isOpen: isOpenAtFirst, children }: BranchProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="group relative rounded pl-5 text-left hover:bg-hover"
      >
        <ChevronRight
          aria-hidden="true"
          className="absolute top-1.5 left-0.5 size-3 text-ink-faint transition-transform group-aria-expanded:rotate-90"
        />
        <Name name={name} />
        <span className="text-ink-soft">{isOpen ? begin : `${begin} ${count} ${end}`}</span>
      </button>
      {isOpen && (
        <>
          <div className="ml-[0.4rem] border-line border-l pl-2">{children}</div>
          <div className="pl-5 text-ink-faint">{end}</div>
        </>
      )}
    </div>
  );
}

function Name({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span className="text-ink-soft">{name}: </span>;
}

function Plain({ value }: { value: unknown }) {
  const [isWhole, setWhole] = useState(false);
  if (typeof value !== 'string') {
    return <span className={value === null ? 'text-ink-faint' : 'text-info'}>{String(value)}</span>;
  }
  const isLong = value.length > longText && !isWhole;
  return (
    <span className="whitespace-pre-wrap text-good">
      {JSON.stringify(isLong ? value.slice(0, longText) : value)}
      {isLong && (
        <Button look="link" size="small" className="ml-2 font-sans" onClick={() => setWhole(true)}>
          Show all {value.length} characters
        </Button>
      )}
    </span>
  );
}

/** A text as JSON where it is some; else as it is. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
