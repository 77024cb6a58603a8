import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Fact, Facts } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/states.tsx';
import { useMay } from '../session.ts';
import { CustomerLink } from '../shared/customer-link.tsx';
import { dayAndTime, humanize, money } from '../shared/format.ts';
import { IdFact } from '../shared/id-fact.tsx';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { Loaded } from '../shared/loaded.tsx';
import type { Dispute } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { useAct, useScopedQuery } from '../shared/queries.ts';
import { DisputeStatus } from '../shared/status.tsx';

function useDispute() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  return useScopedQuery(['disputes', id], () =>
    answerOf(polar.GET('/v1/disputes/{id}', { params: { path: { id } } })),
  );
}

const meanings: Record<Dispute['status'], string> = {
  early_warning: 'The bank warns that a dispute is likely. A refund now prevents it.',
  needs_response:
    'The buyer’s bank has taken the money back for now. Send your evidence at the payment processor, or accept the dispute.',
  under_review: 'The bank looks at the evidence. Nothing can be done until it decides.',
  prevented: 'The money was given back before it came to a dispute.',
  won: 'The bank decided for you: the money stays yours.',
  lost: 'The bank decided for the buyer: the money has gone back.',
};

const tones = {
  early_warning: 'warn',
  needs_response: 'bad',
  under_review: 'warn',
  prevented: 'info',
  won: 'good',
  lost: 'bad',
} as const;

export default function DisputeScreen() {
  const dispute = useDispute();
  return (
    <Loaded query={dispute} what="This dispute">
      {(found) => (
        <Page
          title={`Dispute of ${money(found.amount + found.tax_amount, found.currency)}`}
          badge={<DisputeStatus status={found.status} />}
          trail={[
            { label: 'Payments', to: ['payments'] },
            { label: 'Disputes', to: ['payments', 'disputes'] },
          ]}
          actions={<Accept dispute={found} />}
          width="narrow"
        >
          <div className="flex flex-col gap-5">
            <Notice tone={tones[found.status]}>{meanings[found.status]}</Notice>
            <Card title="Details">
              <Facts>
                <Fact name="Customer">
                  <CustomerLink customer={found.customer} />
                </Fact>
                <Fact name="Reason">{found.reason ? humanize(found.reason) : 'Not given'}</Fact>
                <Fact name="Amount">
                  {money(found.amount + found.tax_amount, found.currency)}
                  {found.tax_amount > 0 && `, of it ${money(found.tax_amount, found.currency)} tax`}
                </Fact>
                {found.evidence_due_by && (
                  <Fact name="Answer by">
                    {dayAndTime(found.evidence_due_by)}
                    {found.past_due && ' (past)'}
                  </Fact>
                )}
                <Fact name="Order">
                  <ScreenLink to={['orders', found.order_id]} className={textLink}>
                    View order
                  </ScreenLink>
                </Fact>
                <Fact name="Payment">
                  <ScreenLink to={['payments', found.payment_id]} className={textLink}>
                    View payment
                  </ScreenLink>
                </Fact>
                <Fact name="Since">{dayAndTime(found.created_at)}</Fact>
                <IdFact id={found.id} />
              </Facts>
            </Card>
          </div>
        </Page>
      )}
    </Loaded>
  );
}

function Accept({ dispute }: { dispute: Dispute }) {
  const [isAsked, setAsked] = useState(false);
  const mayWrite = useMay('disputes:write');
  const accept = useAct(
    () => answerOf(polar.POST('/v1/disputes/{id}/accept', { params: { path: { id: dispute.id } } })),
    { done: 'Dispute accepted.' },
  );
  if (!mayWrite || dispute.status !== 'needs_response') return null;
  return (
    <>
      <Button onClick={() => setAsked(true)}>Accept dispute</Button>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title="Accept this dispute?"
        description={`The buyer keeps ${money(dispute.amount + dispute.tax_amount, dispute.currency)}, and no further evidence can be sent. This cannot be undone.`}
        action="Accept dispute"
        onConfirm={() => accept.mutateAsync(undefined)}
      />
    </>
  );
}
