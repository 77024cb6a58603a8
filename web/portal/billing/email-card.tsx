import { type FormEvent, useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import type { Customer } from '../queries.ts';
import { useReader } from '../reader.ts';
import { looksLikeEmail } from '../sign-in/looks-like-email.ts';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';

/** Where mails go; another address counts once the link that was sent there is followed. */
export function EmailCard({ customer }: { customer: Customer }) {
  const { say } = useWords();
  const textOf = useProblemText();
  const { may } = useReader();
  const [isChanging, setChanging] = useState(false);
  const [email, setEmail] = useState('');
  const [fault, setFault] = useState<string>();
  const [sentTo, setSentTo] = useState<string>();
  const request = useCommand(
    (wanted: string) =>
      answerOf(
        polar.POST('/v1/customer-portal/customers/me/email-update/request', { body: { email: wanted } }),
      ),
    {
      onDone: () => {
        setSentTo(email.trim());
        setChanging(false);
        setEmail('');
      },
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = email.trim();
    if (!looksLikeEmail(wanted)) setFault(say('emailInvalid'));
    else if (wanted.toLowerCase() === customer.email?.toLowerCase()) setFault(say('emailSame'));
    else {
      request.mutate(wanted, {
        onError: (error) =>
          error instanceof Problem && error.fields.email !== undefined && setFault(say('emailInvalid')),
      });
    }
  };
  return (
    <Card
      title={say('emailTitle')}
      description={say('emailText')}
      actions={
        may.changeEmail &&
        !isChanging && (
          <Button size="small" onClick={() => setChanging(true)}>
            {say('changeEmail')}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <p className="break-all text-[0.9375rem]">{customer.email}</p>
        {sentTo && <Notice tone="good">{say('emailLinkSent', { email: sentTo })}</Notice>}
        {isChanging && (
          <form noValidate onSubmit={submit} className="flex flex-col gap-4">
            {request.error && !fault && <Notice tone="bad">{textOf(request.error)}</Notice>}
            <Field label={say('newEmail')} hint={say('newEmailHint')} error={fault} isRequired>
              <Input
                type="email"
                autoComplete="email"
                spellCheck={false}
                autoCapitalize="none"
                value={email}
                onChange={({ target }) => {
                  setEmail(target.value);
                  setFault(undefined);
                }}
              />
            </Field>
            <div className="flex flex-wrap gap-2">
              <Button type="submit" look="primary" isBusy={request.isPending}>
                {say('sendLink')}
              </Button>
              <Button onClick={() => setChanging(false)}>{say('cancel')}</Button>
            </div>
          </form>
        )}
      </div>
    </Card>
  );
}
