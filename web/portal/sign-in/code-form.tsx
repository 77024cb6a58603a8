import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { useProblemText } from '../problem-text.ts';
import { beginSession } from '../session.ts';
import { useWords } from '../words.ts';

const codeLength = 6;
/** A mail needs its time, and the server lets nobody ask without end. */
const secondsBetweenCodes = 30;

/** What is left of a paste or of typing that can be a code. */
function codeOf(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, codeLength);
}

/** Takes the code that was mailed; goes on by itself once it is whole. */
export function CodeForm({ resend, onOtherEmail }: { resend(): Promise<unknown>; onOtherEmail(): void }) {
  const { say } = useWords();
  const textOf = useProblemText();
  const [code, setCode] = useState('');
  const authenticate = useMutation({
    mutationFn: (given: string) =>
      answerOf(polar.POST('/v1/customer-portal/customer-session/authenticate', { body: { code: given } })),
    onSuccess: ({ token }) => beginSession(token),
  });
  const refused = authenticate.error;
  const isWrong = refused instanceof Problem && refused.status === 401;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    authenticate.mutate(code);
  };
  return (
    <>
      {refused && !isWrong && <Notice tone="bad">{textOf(refused)}</Notice>}
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label={say('code')} error={isWrong && say('codeWrong')} hint={say('codeHint')} isRequired>
          <Input
            value={code}
            onChange={({ target }) => {
              const next = codeOf(target.value);
              setCode(next);
              authenticate.reset();
              if (next.length === codeLength && next !== code) authenticate.mutate(next);
            }}
            autoComplete="one-time-code"
            autoCapitalize="characters"
            spellCheck={false}
            autoFocus
            readOnly={authenticate.isPending}
            className="h-14! text-center font-mono text-2xl! uppercase tracking-[0.4em] indent-[0.4em]"
          />
        </Field>
        <Button
          type="submit"
          look="primary"
          size="large"
          disabled={code.length < codeLength}
          isBusy={authenticate.isPending}
        >
          {say('signIn')}
        </Button>
      </form>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-sm">
        <Resend resend={resend} />
        <Button look="link" onClick={onOtherEmail}>
          {say('otherEmail')}
        </Button>
      </div>
    </>
  );
}

function Resend({ resend }: { resend(): Promise<unknown> }) {
  const { say } = useWords();
  const textOf = useProblemText();
  const [seconds, setSeconds] = useState(secondsBetweenCodes);
  const again = useMutation({
    mutationFn: resend,
    onSuccess: () => {
      setSeconds(secondsBetweenCodes);
      toast(say('codeSentAgain'));
    },
    onError: (error) => toast(textOf(error), { tone: 'bad' }),
  });
  const isWaiting = seconds > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => setSeconds((left) => left - 1), 1_000);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return isWaiting ? (
    <span className="text-ink-soft tabular-nums">{say('codeAgainIn', { count: seconds })}</span>
  ) : (
    <Button look="link" isBusy={again.isPending} onClick={() => again.mutate()}>
      {say('codeAgain')}
    </Button>
  );
}
