import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Problem } from '../../api/problem.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { reasonOf } from '../shared/queries.ts';

/** Before it is known who is there. */
export function WholePageState() {
  return (
    <main role="status" aria-label="Loading" className="grid min-h-dvh place-items-center text-ink-faint">
      <Spinner className="size-6" />
    </main>
  );
}

export const isSignedOut = (error: unknown) => error instanceof Problem && error.status === 401;

/** Nobody is signed in, or it cannot be known. */
export function SignedOut({ error, retry }: { error: unknown; retry(): void }) {
  if (isSignedOut(error)) return <ToSignIn />;
  return (
    <main className="grid min-h-dvh place-items-center">
      <ErrorState title="The dashboard could not be loaded." retry={retry}>
        {reasonOf(error)}
      </ErrorState>
    </main>
  );
}

/** Leads to the sign-in once, and from there back to where this was. */
function ToSignIn() {
  const router = useRouter();
  useEffect(() => {
    const { href } = router.state.location;
    router.navigate({ to: '/sign-in', search: { next: href } as never, replace: true });
  }, [router]);
  return <WholePageState />;
}
