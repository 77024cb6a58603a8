import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { day } from '../shared/format.ts';
import { reasonOf } from '../shared/queries.ts';
import { askAuth } from './auth.ts';
import { addPasskey, deviceName, knowsPasskeys, type Passkey } from './passkeys.ts';

const queryKey = ['passkeys'];

export function PasskeysCard() {
  const client = useQueryClient();
  const passkeys = useQuery({
    queryKey,
    queryFn: () => askAuth<Passkey[]>('/passkey/list-user-passkeys'),
    retry: false,
  });
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [removed, setRemoved] = useState<Passkey>();

  async function add() {
    setBusy(true);
    setProblem(undefined);
    try {
      await addPasskey(deviceName(navigator.userAgent));
      await client.invalidateQueries({ queryKey });
      toast('The passkey is added. You can sign in with it.');
    } catch (error) {
      setProblem(error instanceof Problem ? error.message : reasonOf(error));
    } finally {
      setBusy(false);
    }
  }

  async function remove({ id }: Passkey) {
    try {
      await askAuth('/passkey/delete-passkey', { id });
    } catch (error) {
      toast(error instanceof Problem ? error.message : reasonOf(error), { tone: 'bad' });
      throw error;
    }
    await client.invalidateQueries({ queryKey });
    toast('The passkey is removed.');
  }

  return (
    <Card
      title="Passkeys"
      description="Sign in with a fingerprint, your face or a security key. Nothing that can be stolen."
      actions={
        knowsPasskeys && (
          <Button size="small" isBusy={isBusy} onClick={add}>
            Add a passkey
          </Button>
        )
      }
    >
      {problem && (
        <Notice tone="bad" className="mb-4">
          {problem}
        </Notice>
      )}
      {passkeys.isPending ? (
        <Skeleton className="w-1/2" />
      ) : passkeys.isError ? (
        <ErrorState title="The passkeys could not be loaded." retry={passkeys.refetch} className="py-4">
          {reasonOf(passkeys.error)}
        </ErrorState>
      ) : passkeys.data.length === 0 ? (
        <p className="text-ink-soft">
          {knowsPasskeys ? 'No passkeys yet.' : 'You have none, and this browser knows none.'}
        </p>
      ) : (
        <ul aria-label="Passkeys" className="-my-2 divide-y divide-line">
          {passkeys.data.map((passkey) => (
            <li key={passkey.id} className="flex items-center gap-3 py-2.5">
              <KeyRound aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{passkey.name ?? 'Passkey'}</span>
                <span className="text-[0.8125rem]/5 text-ink-soft">Added {day(passkey.createdAt)}</span>
              </span>
              <Button
                size="small"
                look="danger-quiet"
                aria-label={`Remove passkey ${passkey.name ?? ''}`}
                onClick={() => setRemoved(passkey)}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      {removed && (
        <ConfirmDialog
          isOpen
          onClose={() => setRemoved(undefined)}
          title="Remove this passkey?"
          description={`Nobody can sign in with “${removed.name ?? 'Passkey'}” any more. Your device still shows it until you delete it there.`}
          action="Remove passkey"
          onConfirm={() => remove(removed)}
        />
      )}
    </Card>
  );
}
