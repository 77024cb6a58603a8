import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import { type Seat, type SeatSource, seatsQuery } from '../queries.ts';
import { CardSkeleton, Loaded } from '../shell/loaded.tsx';
import { looksLikeEmail } from '../sign-in/looks-like-email.ts';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';

/** Who uses what was bought by the seat. */
export function SeatManager({ source, title }: { source: SeatSource; title: string }) {
  const { say } = useWords();
  const query = useQuery(seatsQuery(source));
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={2} />}>
      {({ seats, available_seats, total_seats }) => {
        const held = seats.filter(({ status }) => status !== 'revoked');
        return (
          <Card
            title={title}
            description={say('seatsUsed', { used: total_seats - available_seats, count: total_seats })}
            isFlush
          >
            {held.length > 0 && (
              <ul className="divide-y divide-line border-line border-t">
                {held.map((seat) => (
                  <SeatRow key={seat.id} seat={seat} />
                ))}
              </ul>
            )}
            <div className="border-line border-t p-5">
              {available_seats > 0 ? (
                <AssignForm source={source} />
              ) : (
                <p className="text-ink-soft text-sm">{say('seatsFull')}</p>
              )}
            </div>
          </Card>
        );
      }}
    </Loaded>
  );
}

function SeatRow({ seat }: { seat: Seat }) {
  const { say, date } = useWords();
  const textOf = useProblemText();
  const [isRevoking, setRevoking] = useState(false);
  const email = seat.email ?? seat.member?.email ?? '';
  const name = seat.member?.name;
  const isPending = seat.status === 'pending';
  const params = { path: { seat_id: seat.id } };
  const resend = useCommand(
    () => answerOf(polar.POST('/v1/customer-portal/seats/{seat_id}/resend', { params })),
    { done: say('invitationSent', { email }) },
  );
  const revoke = useCommand(() => answerOf(polar.DELETE('/v1/customer-portal/seats/{seat_id}', { params })), {
    done: say('seatRevoked', { email }),
  });
  return (
    <li className="flex flex-col gap-2 px-5 py-3.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span className="flex min-w-0 flex-col gap-0.5">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="min-w-0 break-all font-medium text-[0.9375rem]">{name ?? email}</span>
            <Badge tone={isPending ? 'warn' : 'good'}>{say(isPending ? 'seatInvited' : 'seatClaimed')}</Badge>
          </span>
          <span className="text-ink-soft text-sm">
            {name && <span className="break-all">{email} · </span>}
            {isPending
              ? seat.invitation_token_expires_at &&
                say('invitationUntil', { date: date(seat.invitation_token_expires_at) })
              : seat.claimed_at && say('claimedOn', { date: date(seat.claimed_at) })}
          </span>
        </span>
        <span className="flex flex-wrap gap-2 max-sm:w-full max-sm:justify-end">
          {isPending && (
            <Button
              size="small"
              isBusy={resend.isPending}
              aria-label={say('resendTo', { email })}
              onClick={() => resend.mutate(undefined)}
            >
              {say('resend')}
            </Button>
          )}
          <Button
            size="small"
            look="danger-quiet"
            aria-label={say('revokeOf', { email })}
            onClick={() => setRevoking(true)}
          >
            {say('revoke')}
          </Button>
        </span>
      </div>
      {resend.error && <Notice tone="bad">{textOf(resend.error)}</Notice>}
      <ConfirmDialog
        isOpen={isRevoking}
        onClose={() => {
          setRevoking(false);
          revoke.reset();
        }}
        title={say('revokeTitle', { email })}
        description={say('revokeText')}
        action={say('revokeAction')}
        cancel={say('cancel')}
        onConfirm={() => revoke.mutateAsync(undefined)}
      >
        {revoke.error && <Notice tone="bad">{textOf(revoke.error)}</Notice>}
      </ConfirmDialog>
    </li>
  );
}

function AssignForm({ source }: { source: SeatSource }) {
  const { say } = useWords();
  const textOf = useProblemText();
  const [email, setEmail] = useState('');
  const [fault, setFault] = useState<string>();
  const assign = useCommand(
    (to: string) =>
      answerOf(
        polar.POST('/v1/customer-portal/seats', { body: { ...source, email: to, immediate_claim: false } }),
      ),
    { done: say('invitationSent', { email: email.trim() }), onDone: () => setEmail('') },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!looksLikeEmail(email)) {
      setFault(say('emailInvalid'));
      return;
    }
    assign.mutate(email.trim(), {
      onError: (error) =>
        setFault(
          error instanceof Problem && error.fields.email !== undefined ? say('emailInvalid') : textOf(error),
        ),
    });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Field label={say('assignLabel')} hint={say('assignHint')} error={fault}>
        <span className="flex flex-wrap gap-2">
          <Input
            type="email"
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="none"
            placeholder="name@example.com"
            className="min-w-48 flex-1"
            value={email}
            onChange={({ target }) => {
              setEmail(target.value);
              setFault(undefined);
            }}
          />
          <Button type="submit" look="primary" className="h-11" isBusy={assign.isPending}>
            {say('assign')}
          </Button>
        </span>
      </Field>
    </form>
  );
}
