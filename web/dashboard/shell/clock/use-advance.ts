import { useState } from 'react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { useWorkspace } from '../../session.ts';
import { useAct } from '../../shared/queries.ts';

export type Clock = { now: string; frozen: boolean; advancing_to: string | null; next_due_at: string | null };

export type Advanced = {
  from: string;
  to: string;
  events: { at: string; type: string; object_type: string; object_id: string }[];
  event_counts: Record<string, number>;
  has_more: boolean;
  failures: { at: string; object_type: string; object_id: string }[];
};

/** To a moment, or by an ISO 8601 duration. */
export type Step = { to: string } | { by: string };

/** Moves the test clock on; one that runs is stopped first. `from` is where it stood when that began. */
export function useAdvance() {
  const { organization } = useWorkspace();
  const [from, setFrom] = useState<string>();
  const act = useAct(
    async ({ step, clock }: { step: Step; clock: Clock }): Promise<Advanced> => {
      const params = { path: { id: organization.id } };
      if (!clock.frozen) {
        await answerOf(florin.POST('/florin/v1/organizations/{id}/test-clock', { params, body: {} }));
      }
      const path = '/florin/v1/organizations/{id}/test-clock/advance';
      return answerOf(florin.POST(path, { params, body: step }));
    },
    { isSilent: true },
  );
  return {
    ...act,
    from,
    advance: (step: Step, clock: Clock) => {
      setFrom(clock.now);
      return act.mutateAsync({ step, clock });
    },
  };
}
