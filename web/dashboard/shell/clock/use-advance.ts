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

/** Moves the test clock on. `from` is where it stood when that began. */
export function useAdvance() {
  const { organization } = useWorkspace();
  const [from, setFrom] = useState<string>();
  const act = useAct(
    async ({ step }: { step: Step; now: string }): Promise<Advanced> => {
      const params = { path: { id: organization.id } };
      const path = '/florin/v1/organizations/{id}/test-clock/advance';
      return answerOf(florin.POST(path, { params, body: step }));
    },
    { isSilent: true },
  );
  return {
    ...act,
    from,
    advance: (step: Step, now: string) => {
      setFrom(now);
      return act.mutateAsync({ step, now });
    },
  };
}
