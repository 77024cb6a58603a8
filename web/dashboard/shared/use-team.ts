import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useScopedQuery } from './queries.ts';

/** The people of the organization. */
export function useTeam({ isNeeded = true } = {}) {
  return useScopedQuery(
    ['team', 'members'],
    async () => (await answerOf(florin.GET('/florin/v1/team/members'))).items,
    { isEnabled: isNeeded },
  );
}

/** What the people of the team are called, by their ids. */
export function useTeamNames(options: { isNeeded?: boolean } = {}): ReadonlyMap<string, string> {
  const { data = [] } = useTeam(options);
  return new Map(data.map(({ user_id, name }) => [user_id, name]));
}
