import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useWorkspace } from '../session.ts';
import { useScopedQuery } from './queries.ts';

/** Where test mode's time stands; nothing is asked in live mode, which has none but everybody's. */
export function useClock({ refetchInterval }: { refetchInterval?: number } = {}) {
  const { organization, mode } = useWorkspace();
  return useScopedQuery(
    ['test-clock'],
    () =>
      answerOf(
        florin.GET('/florin/v1/organizations/{id}/test-clock', { params: { path: { id: organization.id } } }),
      ),
    {
      isEnabled: mode === 'test' && organization.permissions.includes('organizations:read'),
      ...(refetchInterval ? { refetchInterval } : {}),
    },
  );
}

/** What time it is for what is looked at: the test clock's where it stands still. Undefined until that is known. */
export function useNow(): Date | undefined {
  const { mode } = useWorkspace();
  const clock = useClock();
  if (mode === 'live' || clock.isError) return new Date();
  if (!clock.data) return undefined;
  return clock.data.frozen ? new Date(clock.data.now) : new Date();
}
