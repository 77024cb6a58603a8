import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useScopedQuery } from '../shared/queries.ts';

const none: ReadonlyMap<string, string> = new Map();

/** What the people of the team are called, by their ids. */
export function useTeamNames(isNeeded: boolean): ReadonlyMap<string, string> {
  const team = useScopedQuery(['team', 'members'], () => answerOf(florin.GET('/florin/v1/team/members')), {
    isEnabled: isNeeded,
  });
  return team.data ? new Map(team.data.items.map(({ user_id, name }) => [user_id, name])) : none;
}
