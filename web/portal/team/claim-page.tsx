import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/card.tsx';
import { Notice } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { useProblemText } from '../problem-text.ts';
import { beginSession } from '../session.ts';
import { Loaded } from '../shell/loaded.tsx';
import { Standalone } from '../shell/standalone.tsx';
import { useWords } from '../words.ts';

/** Where an invitation leads: what the seat is for, and the way to take it. */
export function ClaimPage() {
  const { say } = useWords();
  const textOf = useProblemText();
  const navigate = useNavigate();
  // It stays in the address: a reload before the seat is taken must not lose it. Afterwards it is good for nothing.
  const [token] = useState(() => new URLSearchParams(location.search).get('invitation_token') ?? '');
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () =>
      answerOf(
        polar.GET('/v1/customer-seats/claim/{invitation_token}', {
          params: { path: { invitation_token: token } },
        }),
      ),
    enabled: token !== '',
  });
  const claim = useMutation({
    mutationFn: () => answerOf(polar.POST('/v1/customer-seats/claim', { body: { invitation_token: token } })),
    onSuccess: async ({ customer_session_token }) => {
      beginSession(customer_session_token);
      toast(say('claimDone'));
      await navigate({ to: '/', replace: true });
    },
  });
  const refusal = invitation.error;
  const isOver = token === '' || (refusal instanceof Problem && !refusal.isOffline && refusal.status < 429);
  if (isOver) {
    return (
      <Standalone title={say('claimInvalidTitle')}>
        <p className="text-ink-soft text-sm/6">{say('claimInvalid')}</p>
        <Button asChild look="primary" className="self-start">
          <Link to="/">{say('lostHome')}</Link>
        </Button>
      </Standalone>
    );
  }
  return (
    <Standalone title={say('claimTitle')}>
      <Loaded query={invitation}>
        {({ product_name, organization_name, customer_email }) => (
          <>
            <p className="text-ink-soft text-sm/6">
              {say('claimText', { product: product_name, organization: organization_name })}
            </p>
            <Facts>
              <Fact name={say('product')}>{product_name}</Fact>
              <Fact name={say('claimFor')}>
                <span className="break-all">{customer_email}</span>
              </Fact>
            </Facts>
            {claim.error && <Notice tone="bad">{textOf(claim.error)}</Notice>}
            <Button look="primary" size="large" isBusy={claim.isPending} onClick={() => claim.mutate()}>
              {say('claimAction')}
            </Button>
          </>
        )}
      </Loaded>
    </Standalone>
  );
}
