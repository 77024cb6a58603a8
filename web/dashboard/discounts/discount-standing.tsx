import { Badge, type Tone } from '../../ui/badge.tsx';
import { useNow } from '../shared/clock.ts';
import type { Discount } from '../shared/objects.ts';
import { standingOf } from './use-discounts.ts';

const standings: Record<ReturnType<typeof standingOf>, [string, Tone]> = {
  active: ['Active', 'good'],
  planned: ['Planned', 'info'],
  over: ['Over', 'neutral'],
  used_up: ['Used up', 'neutral'],
};

/** Whether a discount can be redeemed now. */
export function DiscountStanding({ discount }: { discount: Discount }) {
  const now = useNow();
  if (!now) return null;
  const [label, tone] = standings[standingOf(discount, now)];
  return <Badge tone={tone}>{label}</Badge>;
}
