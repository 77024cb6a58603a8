import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { dayAndTime } from '../shared/format.ts';
import { reasonOf } from '../shared/queries.ts';
import { deviceName } from './passkeys.ts';

const queryKey = ['sessions'];

/** Where one is signed in. */
export function SessionsCard() {
  const client = useQueryClient();
  const sessions = useQuery({
    queryKey,
    queryFn: () => answerOf(florin.GET('/florin/v1/me/sessions')),
    retry: false,
  });
  const end = useMutation({
    // All others, where none is named.
    mutationFn: (id: string | undefined) =>
      answerOf(
        id === undefined
          ? florin.DELETE('/florin/v1/me/sessions')
          : florin.DELETE('/florin/v1/me/sessions/{id}', { params: { path: { id } } }),
      ),
    async onSuccess(_, id) {
      await client.invalidateQueries({ queryKey });
      toast(id ? 'Signed out there.' : 'Signed out everywhere else.');
    },
    onError: (error) => toast(reasonOf(error), { tone: 'bad' }),
  });
  const items = sessions.data?.items ?? [];
  return (
    <Card
      title="Where you are signed in"
      actions={
        items.length > 1 && (
          <Button size="small" isBusy={end.isPending} onClick={() => end.mutate(undefined)}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      {sessions.isPending ? (
        <Skeleton className="w-1/2" />
      ) : sessions.isError ? (
        <ErrorState title="The sessions could not be loaded." retry={sessions.refetch} className="py-4">
          {reasonOf(sessions.error)}
        </ErrorState>
      ) : (
        <ul aria-label="Sessions" className="-my-2 divide-y divide-line">
          {items.map((session) => (
            <li key={session.id} className="flex items-center gap-3 py-2.5">
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-center gap-2 font-medium">
                  {session.user_agent ? deviceName(session.user_agent) : 'Unknown device'}
                  {session.current && <Badge tone="good">This browser</Badge>}
                </span>
                <span className="text-[0.8125rem]/5 text-ink-soft">
                  {[session.ip_address, `since ${dayAndTime(session.created_at)}`].filter(Boolean).join(', ')}
                </span>
              </span>
              {!session.current && (
                <Button size="small" isBusy={end.isPending} onClick={() => end.mutate(session.id)}>
                  Sign out
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
