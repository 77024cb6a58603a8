import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../../ui/button.tsx';
import { useMe } from '../session.ts';
import { SignedOut, WholePageState } from '../shell/whole-page-state.tsx';
import { NameCard, PasswordCard } from './own-details.tsx';
import { PasskeysCard } from './passkeys-card.tsx';
import { SessionsCard } from './sessions-card.tsx';

/** Who one is oneself, whatever the organization. */
export default function AccountScreen() {
  const me = useMe();
  useEffect(() => {
    document.title = 'Account · Florin';
  }, []);
  if (me.isPending) return <WholePageState />;
  if (me.isError) return <SignedOut error={me.error} retry={me.refetch} />;
  const { user } = me.data;
  return (
    <main className="mx-auto w-full max-w-3xl px-4 py-6 text-sm sm:py-10">
      <Button look="quiet" size="small" asChild className="-ml-2.5">
        <Link to="/">
          <ArrowLeft /> Dashboard
        </Link>
      </Button>
      <h1 className="mt-3 mb-6 font-semibold text-xl/7 tracking-tight sm:text-[1.375rem]/8">Account</h1>
      <div className="flex flex-col gap-5">
        <NameCard user={user} />
        <PasswordCard user={user} />
        <PasskeysCard />
        <SessionsCard />
      </div>
    </main>
  );
}
