import { Navigate } from '@tanstack/react-router';
import { useSession } from '../session.ts';
import { SignInPage } from './sign-in-page.tsx';

/** The way in at an address of its own; whoever is in is shown what there is. */
export function SignInRoute() {
  const { token } = useSession();
  return token === undefined ? <SignInPage /> : <Navigate to="/" replace />;
}
