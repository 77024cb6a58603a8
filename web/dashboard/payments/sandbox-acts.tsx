import { florin, polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { useMay, useWorkspace } from '../session.ts';
import type { Dispute, Payment } from '../shared/objects.ts';
import { useAct, useScopedQuery } from '../shared/queries.ts';

type DisputeStep = Dispute['status'];

const outcomes = { succeeded: 'Let it succeed', failed: 'Let it be declined' } as const;

const steps: Record<DisputeStep, string> = {
  early_warning: 'Warn of a dispute',
  needs_response: 'Dispute it',
  under_review: 'Put it under review',
  prevented: 'Take it back at once',
  won: 'Decide it for you',
  lost: 'Decide it for the buyer',
};

/** Where a dispute can go from where it is. */
const following: Record<DisputeStep | 'none', readonly DisputeStep[]> = {
  none: ['needs_response', 'early_warning'],
  early_warning: ['prevented', 'needs_response'],
  needs_response: ['under_review', 'won', 'lost'],
  under_review: ['won', 'lost'],
  prevented: [],
  won: [],
  lost: [],
};

/** In test mode: what the world outside does with a payment, done here. */
export function SandboxActs({ payment }: { payment: Payment }) {
  const { organization, mode } = useWorkspace();
  const mayAct = useMay('organizations:write') && mode === 'test';
  const dispute = useScopedQuery(
    ['disputes', 'of', payment.order_id, payment.id],
    async () => {
      const query = { order_id: [payment.order_id ?? ''] };
      const { items } = await answerOf(polar.GET('/v1/disputes/', { params: { query } }));
      return items.find(({ payment_id }) => payment_id === payment.id) ?? null;
    },
    { isEnabled: mayAct && payment.order_id !== null },
  );
  const path = { id: organization.id, payment_id: payment.id };
  const settle = useAct(
    (outcome: keyof typeof outcomes) =>
      answerOf(
        florin.POST('/florin/v1/organizations/{id}/sandbox/payments/{payment_id}/settle', {
          params: { path },
          body: { outcome },
        }),
      ),
    { done: 'The bank has answered.' },
  );
  const move = useAct(
    (status: DisputeStep) =>
      answerOf(
        florin.POST('/florin/v1/organizations/{id}/sandbox/payments/{payment_id}/dispute', {
          params: { path },
          body: { status },
        }),
      ),
    { done: 'The buyer’s bank has been heard.' },
  );
  const next = payment.status === 'succeeded' ? following[dispute.data?.status ?? 'none'] : [];
  const isPending = payment.status === 'pending';
  if (!mayAct || (!isPending && next.length === 0)) return null;
  return (
    <Card
      title="Play the bank"
      description="Only in test mode: do what a bank would do, and see what follows."
    >
      <div className="flex flex-wrap gap-2">
        {isPending &&
          (['succeeded', 'failed'] as const).map((outcome) => (
            <Button key={outcome} isBusy={settle.isPending} onClick={() => settle.mutate(outcome)}>
              {outcomes[outcome]}
            </Button>
          ))}
        {next.map((step) => (
          <Button key={step} isBusy={move.isPending} onClick={() => move.mutate(step)}>
            {steps[step]}
          </Button>
        ))}
      </div>
    </Card>
  );
}
