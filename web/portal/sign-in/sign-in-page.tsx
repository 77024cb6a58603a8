import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { MailboxLink } from '../../ui/mailbox-link.tsx';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import { organizationQuery } from '../queries.ts';
import { knownEmail, useSession } from '../session.ts';
import { Standalone } from '../shell/standalone.tsx';
import { useWords } from '../words.ts';
import { CodeForm } from './code-form.tsx';
import { CustomerChoice, type Namesake } from './customer-choice.tsx';
import { looksLikeEmail } from './looks-like-email.ts';

type Step =
  | { kind: 'email' }
  | { kind: 'choice'; customers: Namesake[] }
  | { kind: 'code'; customerId: string | undefined };

/** By e-mail: an address, then the code that was sent there. */
export function SignInPage() {
  const { say } = useWords();
  const { ending } = useSession();
  const shop = useQuery(organizationQuery);
  if (shop.error instanceof Problem && shop.error.status === 404) {
    return (
      <Standalone title={say('portalUnknownTitle')}>
        <p className="text-ink-soft text-sm/6">{say('portalUnknownText')}</p>
      </Standalone>
    );
  }
  return (
    <SignIn
      organizationId={shop.data?.organization.id}
      notice={
        ending && (
          <Notice tone={ending === 'expired' ? 'warn' : 'good'}>
            {say(ending === 'expired' ? 'sessionExpired' : 'signedOut')}
          </Notice>
        )
      }
      failure={shop.error && <FailedToLoad error={shop.error} retry={() => shop.refetch()} />}
    />
  );
}

function FailedToLoad({ error, retry }: { error: unknown; retry(): void }) {
  const { say } = useWords();
  const textOf = useProblemText();
  return (
    <ErrorState title={say('loadFailed')} retry={retry} retryLabel={say('tryAgain')} className="px-0 py-4">
      {textOf(error)}
    </ErrorState>
  );
}

function SignIn({
  organizationId,
  notice,
  failure,
}: {
  organizationId: string | undefined;
  notice: ReactNode;
  failure: ReactNode;
}) {
  const { say } = useWords();
  const textOf = useProblemText();
  const [email, setEmail] = useState(() => knownEmail() ?? '');
  const [step, setStep] = useState<Step>({ kind: 'email' });
  const [fault, setFault] = useState<string>();
  const request = useMutation({
    mutationFn: (customerId: string | undefined) =>
      requestCode(organizationId ?? '', email.trim(), customerId),
    onSuccess: (next) => setStep(next),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (looksLikeEmail(email)) request.mutate(undefined);
    else setFault(say('emailInvalid'));
  };
  if (failure) return <Standalone title={say('signInTitle')}>{failure}</Standalone>;
  if (step.kind === 'code') {
    return (
      <Standalone title={say('codeTitle')} description={say('codeSent', { email: email.trim() })}>
        <CodeForm
          resend={() => requestCode(organizationId ?? '', email.trim(), step.customerId)}
          onOtherEmail={() => setStep({ kind: 'email' })}
        />
        <MailboxLink label={say('openMailbox')} />
      </Standalone>
    );
  }
  if (step.kind === 'choice') {
    return (
      <Standalone title={say('choiceTitle')} description={say('choiceText', { email: email.trim() })}>
        {request.error && <Notice tone="bad">{textOf(request.error)}</Notice>}
        <CustomerChoice
          customers={step.customers}
          busyWith={request.isPending ? request.variables : undefined}
          onChoose={(id) => request.mutate(id)}
        />
        <Button look="link" className="self-start" onClick={() => setStep({ kind: 'email' })}>
          {say('otherEmail')}
        </Button>
      </Standalone>
    );
  }
  return (
    <Standalone title={say('signInTitle')} description={say('signInText')}>
      {notice}
      {request.error && <Notice tone="bad">{textOf(request.error)}</Notice>}
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label={say('email')} error={fault} isRequired>
          <Input
            type="email"
            autoComplete="email"
            inputMode="email"
            spellCheck={false}
            autoCapitalize="none"
            placeholder="you@example.com"
            value={email}
            onChange={({ target }) => {
              setEmail(target.value);
              setFault(undefined);
            }}
          />
        </Field>
        {organizationId === undefined ? (
          <Skeleton className="h-12 w-full rounded-lg" />
        ) : (
          <Button type="submit" look="primary" size="large" isBusy={request.isPending}>
            {say('sendCode')}
          </Button>
        )}
      </form>
    </Standalone>
  );
}

/** Has a code mailed; where several customers share the address, answers these instead. */
async function requestCode(
  organizationId: string,
  email: string,
  customerId: string | undefined,
): Promise<Step> {
  const call = polar.POST('/v1/customer-portal/customer-session/request', {
    body: { organization_id: organizationId, email, ...(customerId ? { customer_id: customerId } : {}) },
  });
  const answer = await call.catch(() => undefined);
  if (answer?.response.status === 409) {
    return { kind: 'choice', customers: (answer.error as unknown as { customers: Namesake[] }).customers };
  }
  await answerOf(call);
  return { kind: 'code', customerId };
}
