import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { florin } from '../../api/client.ts';
import { answerOf, type Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useAddressState } from '../shared/filters.tsx';
import { FormError } from '../shared/form-error.tsx';
import { reasonOf } from '../shared/queries.ts';
import { WholePageState } from '../shell/whole-page-state.tsx';
import { useGoOn } from './auth.ts';
import { Gate } from './gate.tsx';
import { type Person, PersonFields, sentPerson } from './person-fields.tsx';

/** Where the link leads that the server prints: it makes the first user, or signs somebody in. */
export default function SetupScreen() {
  const [{ token = '' }] = useAddressState();
  const link = useQuery({
    queryKey: ['setup', token],
    queryFn: () => answerOf(florin.GET('/florin/v1/setup', { params: { query: { token } } })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (link.isPending) return <WholePageState />;
  if (link.isError) return <LinkOver error={link.error as Problem} retry={link.refetch} />;
  const { purpose, user } = link.data;
  return purpose === 'sign_in' ? (
    <SignInByLink token={token} name={user?.name ?? ''} />
  ) : (
    <NewPerson token={token} isFirst={purpose === 'first_user'} />
  );
}

function NewPerson({ token, isFirst }: { token: string; isFirst: boolean }) {
  const goOn = useGoOn();
  const form = useForm<Person>({ name: '', email: '', password: '' }, async (person) => {
    await answerOf(florin.POST('/florin/v1/setup', { body: { token, ...sentPerson(person) } }));
    goOn();
  });
  return (
    <Gate
      title={isFirst ? 'Welcome to Florin' : 'Become an owner'}
      description={
        isFirst
          ? 'You are the first here. Say who you are, and the dashboard is yours.'
          : 'This link makes you an owner of every organization of this server.'
      }
    >
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <PersonFields form={form} />
        <FormError form={form} />
        <Button type="submit" look="primary" isBusy={form.isBusy} className="w-full">
          Open the dashboard
        </Button>
      </form>
    </Gate>
  );
}

function SignInByLink({ token, name }: { token: string; name: string }) {
  const goOn = useGoOn();
  const form = useForm({}, async () => {
    await answerOf(florin.POST('/florin/v1/setup', { body: { token } }));
    goOn();
  });
  return (
    <Gate title={`Welcome back, ${name}`} description="This link signs you in, once.">
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <Button type="submit" look="primary" isBusy={form.isBusy} className="w-full" autoFocus>
          Open the dashboard
        </Button>
        <FormError form={form} />
      </form>
    </Gate>
  );
}

function LinkOver({ error, retry }: { error: Problem; retry(): void }) {
  if (error.status !== 404 && error.status !== 422) {
    return (
      <Gate title="The link could not be looked up">
        <ErrorState title="The server did not answer as it should." retry={retry} className="py-4">
          {reasonOf(error)}
        </ErrorState>
      </Gate>
    );
  }
  return (
    <Gate
      title="This link has expired"
      description="It works once, within an hour. To get a new one, run this on the server:"
      foot={
        <Link to="/sign-in" className="rounded text-accent underline-offset-4 hover:underline">
          Sign in instead
        </Link>
      }
    >
      <code className="block text-center font-mono text-[0.8125rem]">florin dashboard</code>
    </Gate>
  );
}
