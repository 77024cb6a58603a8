import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useRouter } from '@tanstack/react-router';
import { florin } from '../../api/client.ts';
import { answerOf, type Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useMe } from '../session.ts';
import { useAddressState } from '../shared/filters.tsx';
import { FormError } from '../shared/form-error.tsx';
import { reasonOf } from '../shared/queries.ts';
import { WholePageState } from '../shell/whole-page-state.tsx';
import { Gate } from './gate.tsx';
import { type Person, PersonFields, sentPerson } from './person-fields.tsx';

const roleNames = { owner: 'an owner', admin: 'an admin', support: 'support', read_only: 'a reader' };

type Invitation = {
  organization_name: string;
  inviter_name: string;
  email: string;
  role: keyof typeof roleNames;
  has_user: boolean;
};

/** Where the link of an invitation leads: whoever is signed in joins; anybody else is made, or signs in first. */
export default function InvitationScreen() {
  const [{ token = '' }] = useAddressState();
  const me = useMe();
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => answerOf(florin.GET('/florin/v1/invitations', { params: { query: { token } } })),
    retry: false,
  });
  if (invitation.isPending || me.isPending) return <WholePageState />;
  if (invitation.isError) return <Over error={invitation.error as Problem} retry={invitation.refetch} />;
  const { organization_name, inviter_name, role } = invitation.data;
  return (
    <Gate
      title={`Join ${organization_name}`}
      description={`${inviter_name} invites you to the team, as ${roleNames[role]}.`}
    >
      {me.data ? (
        <Join token={token} name={me.data.user.name} email={me.data.user.email} />
      ) : invitation.data.has_user ? (
        <SignInFirst email={invitation.data.email} />
      ) : (
        <NewMember token={token} invitation={invitation.data} />
      )}
    </Gate>
  );
}

/** Opens the organization that was joined. */
function useJoined(): (organizationId: string) => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return async (organizationId) => {
    client.clear();
    const me = await answerOf(florin.GET('/florin/v1/me'));
    const joined = me.organizations.find(({ id }) => id === organizationId);
    router.navigate({ to: joined ? `/${joined.slug}/test` : '/', replace: true });
  };
}

function Join({ token, name, email }: { token: string; name: string; email: string }) {
  const joined = useJoined();
  const form = useForm({}, async () => {
    const { organization_id } = await answerOf(
      florin.POST('/florin/v1/invitations/accept', { body: { token } }),
    );
    await joined(organization_id);
  });
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <p className="text-ink-soft">
        You are signed in as <strong className="font-medium text-ink">{name}</strong>, {email}.
      </p>
      <FormError form={form} />
      <Button type="submit" look="primary" isBusy={form.isBusy}>
        Join the team
      </Button>
      <Button asChild>
        <Link to="/sign-out">Use another account</Link>
      </Button>
    </form>
  );
}

function SignInFirst({ email }: { email: string }) {
  const { href } = useLocation();
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-soft">
        <strong className="font-medium text-ink">{email}</strong> is known here. Sign in, and you come back to
        this page.
      </p>
      <Button look="primary" asChild>
        <Link to="/sign-in" search={{ next: href } as never}>
          Sign in
        </Link>
      </Button>
    </div>
  );
}

function NewMember({ token, invitation }: { token: string; invitation: Invitation }) {
  const joined = useJoined();
  const { email } = invitation;
  const form = useForm<Person>({ name: '', email, password: '' }, async (person) => {
    const { name, password } = sentPerson(person);
    const { organization_id } = await answerOf(
      florin.POST('/florin/v1/invitations/accept', { body: { token, name, password } }),
    );
    await joined(organization_id);
  });
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <PersonFields form={form} fixedEmail={email} />
      <FormError form={form} />
      <Button type="submit" look="primary" isBusy={form.isBusy}>
        Join the team
      </Button>
    </form>
  );
}

function Over({ error, retry }: { error: Problem; retry(): void }) {
  if (error.status === 404 || error.status === 422) {
    return (
      <Gate
        title="This invitation is no longer valid"
        description="It was used or withdrawn, or is more than a week old. Ask the person who invited you for a new one."
        foot={
          <Link to="/sign-in" className="rounded text-accent underline-offset-4 hover:underline">
            Sign in instead
          </Link>
        }
      />
    );
  }
  return (
    <Gate title="The invitation could not be looked up">
      <ErrorState title="The server did not answer as it should." retry={retry} className="py-4">
        {reasonOf(error)}
      </ErrorState>
    </Gate>
  );
}
