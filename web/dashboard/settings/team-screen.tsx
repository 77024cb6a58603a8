import { useNavigate } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { florin } from '../../api/client.ts';
import type { operations } from '../../api/generated/florin.ts';
import { answerOf } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { type Role, useWorkspace } from '../session.ts';
import { FormError } from '../shared/form-error.tsx';
import { day } from '../shared/format.ts';
import { LoadedPart } from '../shared/loaded.tsx';
import type { Answered } from '../shared/objects.ts';
import { useAct, useScopedQuery } from '../shared/queries.ts';
import { useTeam } from '../shared/use-team.ts';
import { SettingsPage } from './settings-page.tsx';

type Member = Answered<operations['get_team_members']>['items'][number];
type Invitation = Answered<operations['get_team_invitations']>['items'][number];

export const roleWords: Record<Role, { label: string; hint: string }> = {
  owner: { label: 'Owner', hint: 'Full access, including who owns the organization.' },
  admin: { label: 'Admin', hint: 'Full access, except adding and removing owners.' },
  support: {
    label: 'Support',
    hint: 'Can view everything and change customers and subscriptions. No refunds, keys or settings.',
  },
  read_only: { label: 'Read only', hint: 'Can view everything except emails, and change nothing.' },
};

/** The roles that somebody may give: only an owner makes owners. */
function rolesFor(own: Role): Role[] {
  return own === 'owner' ? ['owner', 'admin', 'support', 'read_only'] : ['admin', 'support', 'read_only'];
}

const manages = (role: Role) => role === 'owner' || role === 'admin';

export default function TeamScreen() {
  const { organization } = useWorkspace();
  const team = useTeam();
  const invitations = useScopedQuery(
    ['team', 'invitations'],
    async () => (await answerOf(florin.GET('/florin/v1/team/invitations'))).items,
  );
  const [isInviting, setInviting] = useState(false);
  return (
    <SettingsPage>
      <Card
        title="Members"
        description="People who can sign in to this organization, in test and live mode."
        isFlush
        actions={
          manages(organization.role) && (
            <Button onClick={() => setInviting(true)}>
              <UserPlus /> Invite
            </Button>
          )
        }
      >
        <LoadedPart query={team}>
          {(members) => (
            <ul aria-label="Members" className="divide-y divide-line border-line border-t">
              {members.map((member) => (
                <MemberRow key={member.user_id} member={member} />
              ))}
            </ul>
          )}
        </LoadedPart>
      </Card>
      {(invitations.data ?? []).length > 0 && (
        <Card title="Invitations" description="Not accepted yet." isFlush>
          <ul aria-label="Invitations" className="divide-y divide-line border-line border-t">
            {invitations.data?.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        </Card>
      )}
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </SettingsPage>
  );
}

function MemberRow({ member }: { member: Member }) {
  const { user, organization } = useWorkspace();
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const isSelf = member.user_id === user.id;
  const own = organization.role;
  const mayChange = manages(own) && (member.role !== 'owner' || own === 'owner');
  const params = { path: { user_id: member.user_id } };
  const change = useAct(
    (role: Role) => answerOf(florin.PATCH('/florin/v1/team/members/{user_id}', { params, body: { role } })),
    { done: (_, role) => `${member.name} is now ${roleWords[role].label.toLowerCase()}.` },
  );
  const remove = useAct(() => answerOf(florin.DELETE('/florin/v1/team/members/{user_id}', { params })), {
    done: isSelf ? 'You have left the organization.' : `${member.name} is removed.`,
    onSuccess() {
      if (isSelf) navigate({ to: '/', reloadDocument: true });
    },
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 py-3 text-sm">
      <span className="min-w-40 flex-1">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {member.name}
          {isSelf && <Badge>You</Badge>}
        </span>
        <span className="block text-[0.8125rem]/5 text-ink-soft">
          {member.email} · since {day(member.created_at)}
        </span>
      </span>
      {mayChange ? (
        <Select
          aria-label={`Role of ${member.name}`}
          className="w-36"
          disabled={change.isPending}
          value={member.role}
          onChange={(event) => change.mutate(event.target.value as Role)}
        >
          {rolesFor(own).map((role) => (
            <option key={role} value={role}>
              {roleWords[role].label}
            </option>
          ))}
        </Select>
      ) : (
        <Badge>{roleWords[member.role].label}</Badge>
      )}
      {(mayChange || isSelf) && (
        <Button
          look="danger-quiet"
          size="small"
          aria-label={isSelf ? 'Leave the organization' : `Remove ${member.name}`}
          onClick={() => setAsked(true)}
        >
          {isSelf ? 'Leave' : 'Remove'}
        </Button>
      )}
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={isSelf ? `Leave ${organization.name}?` : `Remove ${member.name}?`}
        description={
          isSelf
            ? 'You see nothing of it any more. Somebody else has to invite you to come back.'
            : 'They see nothing of the organization from this moment on. What they did stays in the audit log.'
        }
        action={isSelf ? 'Leave' : 'Remove'}
        onConfirm={() => remove.mutateAsync(undefined)}
      />
    </li>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { organization } = useWorkspace();
  const { id, email, role, expires_at } = invitation;
  const mayChange = manages(organization.role);
  const again = useAct(
    () => answerOf(florin.POST('/florin/v1/team/invitations', { body: { email, role } })),
    { done: `${email} is invited again.` },
  );
  const revoke = useAct(
    () => answerOf(florin.DELETE('/florin/v1/team/invitations/{id}', { params: { path: { id } } })),
    { done: `Invitation for ${email} withdrawn.` },
  );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 py-3 text-sm">
      <span className="min-w-40 flex-1">
        <span className="block break-all font-medium">{email}</span>
        <span className="block text-[0.8125rem]/5 text-ink-soft">
          {roleWords[role].label} · until {day(expires_at)}
        </span>
      </span>
      {mayChange && (
        <span className="flex gap-1">
          <Button
            size="small"
            isBusy={again.isPending}
            aria-label={`Send invitation of ${email} again`}
            onClick={() => again.mutate(undefined)}
          >
            Send again
          </Button>
          <Button
            size="small"
            look="danger-quiet"
            isBusy={revoke.isPending}
            aria-label={`Take the invitation of ${email} back`}
            onClick={() => revoke.mutate(undefined)}
          >
            Withdraw
          </Button>
        </span>
      )}
    </li>
  );
}

function InviteDialog({ onClose }: { onClose(): void }) {
  const { organization } = useWorkspace();
  const invite = useAct(
    (body: { email: string; role: Role }) => answerOf(florin.POST('/florin/v1/team/invitations', { body })),
    { done: ({ email }) => `${email} is invited.`, isSilent: true },
  );
  const form = useForm({ email: '', role: 'support' as Role }, async ({ email, role }) => {
    await invite.mutateAsync({ email: email.trim(), role });
    onClose();
  });
  const { values, set, errorOf } = form;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Invite a teammate"
      description="They get an email with a link that works for seven days."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="invite" isBusy={form.isBusy}>
            Send invitation
          </Button>
        </>
      }
    >
      <form id="invite" onSubmit={form.submit} noValidate className="flex flex-col gap-5">
        <Field label="Email" isRequired error={errorOf('email')}>
          <Input
            type="email"
            placeholder="mia@example.com"
            value={values.email}
            onChange={(event) => set('email', event.target.value)}
          />
        </Field>
        <RadioGroup<Role>
          label="Role"
          looksLikeCards
          value={values.role}
          onChange={(role) => set('role', role)}
          options={rolesFor(organization.role).map((role) => ({ value: role, ...roleWords[role] }))}
        />
        {errorOf('role') && (
          <p role="alert" className="text-[0.8125rem]/5 text-bad">
            {errorOf('role')}
          </p>
        )}
        <FormError form={form} />
      </form>
    </Dialog>
  );
}
