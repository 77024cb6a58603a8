import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { takeFromAddress } from '../place.ts';
import { useProblemText } from '../problem-text.ts';
import { beginSession } from '../session.ts';
import { Loaded } from '../shell/loaded.tsx';
import { Standalone } from '../shell/standalone.tsx';
import { useWords } from '../words.ts';

const path = '/v1/customer-portal/customers/me/email-update';

/** Where the link in a mail to a new address leads. Programs that look at links before their readers do change nothing. */
export function VerifyEmailPage() {
  const { say } = useWords();
  const textOf = useProblemText();
  const navigate = useNavigate();
  const [token] = useState(() => takeFromAddress('token').token ?? '');
  const check = useQuery({
    queryKey: ['email-update', token],
    queryFn: async () => {
      await answerOf(polar.GET(`${path}/check`, { params: { query: { token } } }));
      return true;
    },
  });
  const verify = useMutation({
    mutationFn: () => answerOf(polar.POST(`${path}/verify`, { body: { token } })),
    onSuccess: async ({ token: session }) => {
      beginSession(session);
      toast(say('verifyDone'));
      await navigate({ to: '/billing' });
    },
  });
  const isOver = check.error instanceof Problem && [401, 422].includes(check.error.status);
  const isTaken = verify.error instanceof Problem && verify.error.status === 422;
  return (
    <Standalone title={say('verifyTitle')}>
      {isOver ? (
        <>
          <p className="text-ink-soft text-sm/6">{say('verifyInvalid')}</p>
          <Button asChild look="primary" className="self-start">
            <Link to="/">{say('lostHome')}</Link>
          </Button>
        </>
      ) : (
        <Loaded query={check}>
          {() => (
            <>
              <p className="text-ink-soft text-sm/6">{say('verifyText')}</p>
              {verify.error && (
                <Notice tone="bad">{isTaken ? say('verifyTaken') : textOf(verify.error)}</Notice>
              )}
              <Button look="primary" size="large" isBusy={verify.isPending} onClick={() => verify.mutate()}>
                {say('verifyAction')}
              </Button>
            </>
          )}
        </Loaded>
      )}
    </Standalone>
  );
}
