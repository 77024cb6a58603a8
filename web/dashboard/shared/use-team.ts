import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useScopedQuery } from './queries.ts';

/** The people of the organization. */
export function useTeam() {
  return useScopedQuery(
    ['team', 'members'],
    async () => (await answerOf(florin.GET('/florin/v1/team/members'))).items,
  );
}
