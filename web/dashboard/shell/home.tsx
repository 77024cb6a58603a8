import { Navigate } from '@tanstack/react-router';
import { lastWorkspace, useMe } from '../session.ts';
import { SignedOut, WholePageState } from './whole-page-state.tsx';

/** `/dashboard`: goes on to where its user was last. */
export function Home() {
  const me = useMe();
  if (me.isPending) return <WholePageState />;
  if (me.isError) return <SignedOut error={me.error} retry={me.refetch} />;
  const last = lastWorkspace();
  const { organizations } = me.data;
  const organization = organizations.find(({ slug }) => slug === last?.slug) ?? organizations[0];
  if (!organization) return <Navigate to="/new-organization" replace />;
  return <Navigate to={`/${organization.slug}/${last?.mode ?? 'test'}`} replace />;
}
