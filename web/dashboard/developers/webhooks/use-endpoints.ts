import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { useScopedQuery } from '../../shared/queries.ts';

/** More than anybody has; what is beyond them is called by its id. */
const mostEndpoints = 100;

export function useEndpoint(id: string) {
  return useScopedQuery(['webhooks', id], () =>
    answerOf(florin.GET('/florin/v1/webhooks/endpoints/{id}', { params: { path: { id } } })),
  );
}

export function useEndpoints({ isEnabled = true } = {}) {
  return useScopedQuery(
    ['webhooks', 'all'],
    async () => {
      const query = { limit: mostEndpoints };
      return (await answerOf(florin.GET('/florin/v1/webhooks/endpoints', { params: { query } }))).items;
    },
    { isEnabled },
  );
}

/** Whose events endpoints can be told of, and under which names. */
export function useLanguages() {
  return useScopedQuery(
    ['webhooks', 'dialects'],
    async () => (await answerOf(florin.GET('/florin/v1/webhooks/dialects'))).items,
  );
}

/** How an endpoint is called: by its name, else by where it is. */
export function endpointName({ name, url }: { name: string | null; url: string }): string {
  if (name) return name;
  const parsed = URL.parse(url);
  return parsed ? `${parsed.host}${parsed.pathname === '/' ? '' : parsed.pathname}` : url;
}
