import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import { type Member, membersQuery } from '../queries.ts';
import { useReader } from '../reader.ts';
import { Loaded } from '../shell/loaded.tsx';
import { looksLikeEmail } from '../sign-in/looks-like-email.ts';
import { useCommand } from '../use-command.ts';
import { type Key, useWords } from '../words.ts';

type Role = Member['role'];

const roleNames: Record<Role, Key> = {
  owner: 'roleOwner',
  billing_manager: 'roleBilling',
  member: 'roleMember',
};

/** What can be given: a team has one owner, and keeps it. */
const givenRoles = ['member', 'billing_manager'] as const;

/** The people of a team, and what each may do in this portal. */
export function MembersCard() {
  const { say } = useWords();
  const query = useQuery(membersQuery);
  return (
    <Loaded query={query}>
      {({ items }) => (
        <Card title={say('membersTitle')} description={say('membersText')} isFlush>
          <ul className="divide-y divide-line border-line border-t">
            {items.map((member) => (
              <MemberRow key={member.id} member={member} />
            ))}
          </ul>
          <div className="border-line border-t p-5">
            <InviteForm />
          </div>
        </Card>
      )}
    </Loaded>
  );
}

function MemberRow({ member }: { member: Member }) {
  const { say } = useWords();
  const textOf = useProblemText();
  const { user } = useReader();
  const [isRemoving, setRemoving] = useState(false);
  const { id, email, name, role } = member;
  const params = { path: { id } };
  const change = useCommand(
    (next: Role) =>
      answerOf(polar.PATCH('/v1/customer-portal/members/{id}', { params, body: { role: next } })),
    { done: say('saved') },
  );
  const remove = useCommand(() => answerOf(polar.DELETE('/v1/customer-portal/members/{id}', { params })), {
    done: say('memberRemoved', { email }),
  });
  const isSelf = user?.member_id === id;
  const isFixed = isSelf || role === 'owner';
  return (
    <li className="flex flex-col gap-2 px-5 py-3.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span className="flex min-w-0 flex-col gap-0.5">
          <span className="flex flex-wrap items-center gap-2">
            <span className="min-w-0 break-all font-medium text-[0.9375rem]">{name ?? email}</span>
            {isSelf && <Badge>{say('memberYou')}</Badge>}
          </span>
          {name && <span className="break-all text-ink-soft text-sm">{email}</span>}
        </span>
        {isFixed ? (
          <span className="text-ink-soft text-sm">{say(roleNames[role])}</span>
        ) : (
          <span className="flex flex-wrap items-center gap-2">
            <Select
              aria-label={say('roleOf', { email })}
              className="w-48"
              value={role}
              disabled={change.isPending}
              onChange={({ target }) => change.mutate(target.value as Role)}
            >
              {givenRoles.map((one) => (
                <option key={one} value={one}>
                  {say(roleNames[one])}
                </option>
              ))}
            </Select>
            <Button
              size="small"
              look="danger-quiet"
              aria-label={say('removeOf', { card: email })}
              onClick={() => setRemoving(true)}
            >
              {say('remove')}
            </Button>
          </span>
        )}
      </div>
      {change.error && <Notice tone="bad">{textOf(change.error)}</Notice>}
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => {
          setRemoving(false);
          remove.reset();
        }}
        title={say('removeMemberTitle', { email })}
        description={say('removeMemberText')}
        action={say('removeMemberAction')}
        cancel={say('cancel')}
        onConfirm={() => remove.mutateAsync(undefined)}
      >
        {remove.error && <Notice tone="bad">{textOf(remove.error)}</Notice>}
      </ConfirmDialog>
    </li>
  );
}

function InviteForm() {
  const { say } = useWords();
  const textOf = useProblemText();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<(typeof givenRoles)[number]>('member');
  const [fault, setFault] = useState<string>();
  const invite = useCommand(
    (to: string) => answerOf(polar.POST('/v1/customer-portal/members', { body: { email: to, role } })),
    { done: say('memberAdded', { email: email.trim() }), onDone: () => setEmail('') },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!looksLikeEmail(email)) {
      setFault(say('emailInvalid'));
      return;
    }
    invite.mutate(email.trim(), {
      onError: (error) => {
        const isAtField = error instanceof Problem && error.fields.email !== undefined;
        setFault(isAtField ? say('memberTaken') : textOf(error));
      },
    });
  };
  return (
    <form noValidate onSubmit={submit} className="grid items-start gap-3 sm:grid-cols-[1fr_12rem_auto]">
      <Field label={say('inviteLabel')} error={fault}>
        <Input
          type="email"
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          placeholder="name@example.com"
          value={email}
          onChange={({ target }) => {
            setEmail(target.value);
            setFault(undefined);
          }}
        />
      </Field>
      <Field label={say('role')}>
        <Select value={role} onChange={({ target }) => setRole(target.value as typeof role)}>
          {givenRoles.map((one) => (
            <option key={one} value={one}>
              {say(roleNames[one])}
            </option>
          ))}
        </Select>
      </Field>
      <Button type="submit" className="h-11 sm:mt-[26px]" isBusy={invite.isPending}>
        {say('invite')}
      </Button>
    </form>
  );
}
