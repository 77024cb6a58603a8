import { ArrowDown, ArrowUp } from 'lucide-react';
import { cn } from '../../ui/class-names.ts';
import { percent } from '../shared/format.ts';

/** How much more or less it is than in the time before. */
export function ChangeBadge({
  value,
  before,
  isBad = false,
  isRate = false,
}: {
  value: number;
  before: number;
  /** Less of it is better. */
  isBad?: boolean;
  /** A fraction itself: told in points. */
  isRate?: boolean;
}) {
  if (value === before) return <span className="text-ink-faint text-xs">No change</span>;
  const isMore = value > before;
  const Arrow = isMore ? ArrowUp : ArrowDown;
  const amount = isRate
    ? `${Math.abs((value - before) * 100).toFixed(1)} pts`
    : before === 0
      ? 'from 0'
      : percent(Math.abs((value - before) / before));
  return (
    <span
      className={cn(
        'inline-flex items-center gap-0.5 font-medium text-xs tabular-nums',
        isMore === isBad ? 'text-bad' : 'text-good',
      )}
    >
      <Arrow aria-hidden="true" className="size-3" />
      <span className="sr-only">{isMore ? 'Up' : 'Down'} </span>
      {amount}
    </span>
  );
}
