import { Badge, type Tone } from '../../ui/badge.tsx';
import type { Subscription } from '../queries.ts';
import { type Key, useWords } from '../words.ts';
import { usePrices } from './price.ts';

export type State =
  | 'active'
  | 'trial'
  | 'past_due'
  | 'ending'
  | 'pausing'
  | 'paused'
  | 'incomplete'
  | 'ended';

/** What of a subscription matters most to whoever has it. */
export function stateOf(subscription: Subscription): State {
  const { status, cancel_at_period_end, pause_at_period_end } = subscription;
  switch (status) {
    case 'canceled':
    case 'incomplete_expired':
      return 'ended';
    case 'incomplete':
      return 'incomplete';
    case 'past_due':
    case 'unpaid':
      return 'past_due';
    case 'paused':
      return 'paused';
    default:
      if (cancel_at_period_end) return 'ending';
      if (pause_at_period_end) return 'pausing';
      return status === 'trialing' ? 'trial' : 'active';
  }
}

/** Whether it still gives what was subscribed to, or will again. */
export function isCurrent(subscription: Subscription): boolean {
  const state = stateOf(subscription);
  return state !== 'ended' && state !== 'incomplete';
}

const looks: Record<State, { tone: Tone; label: Key }> = {
  active: { tone: 'good', label: 'stateActive' },
  trial: { tone: 'info', label: 'stateTrial' },
  past_due: { tone: 'bad', label: 'statePastDue' },
  ending: { tone: 'warn', label: 'stateEnding' },
  pausing: { tone: 'warn', label: 'statePausing' },
  paused: { tone: 'info', label: 'statePaused' },
  incomplete: { tone: 'neutral', label: 'stateIncomplete' },
  ended: { tone: 'neutral', label: 'stateEnded' },
};

export function StateBadge({ subscription }: { subscription: Subscription }) {
  const { say } = useWords();
  const { tone, label } = looks[stateOf(subscription)];
  return <Badge tone={tone}>{say(label)}</Badge>;
}

/** What happens next of a subscription, in a sentence. */
export function useNextStep(): (subscription: Subscription, nextAmount?: number) => string {
  const { say, date, money } = useWords();
  const prices = usePrices();
  return (subscription, nextAmount) => {
    const { current_period_end, ends_at, ended_at, resumes_at, past_due_at, currency } = subscription;
    const end = date(current_period_end);
    const amount = nextAmount === undefined ? undefined : money(nextAmount, currency);
    switch (stateOf(subscription)) {
      case 'trial':
        return say('nextTrial', { date: end, price: prices.ofSubscription(subscription) });
      case 'active':
        return amount === undefined
          ? say('nextRenewal', { date: end })
          : say('nextRenewalAmount', { date: end, amount });
      case 'ending':
        return say('nextEnd', { date: date(ends_at ?? current_period_end) });
      case 'pausing':
        return say('nextPause', { date: end });
      case 'paused':
        return resumes_at ? say('nextResume', { date: date(resumes_at) }) : say('nextPaused');
      case 'past_due':
        return past_due_at ? say('nextPastDueSince', { date: date(past_due_at) }) : say('nextPastDue');
      case 'incomplete':
        return say('nextIncomplete');
      case 'ended':
        return say('nextEnded', { date: date(ended_at ?? ends_at ?? current_period_end) });
    }
  };
}
