import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useScopedQuery } from '../shared/queries.ts';

const most = 20;

/** The cards that a customer left. */
export function usePaymentMethods(customerId: string) {
  return useScopedQuery(
    ['payment-methods', customerId],
    () =>
      answerOf(
        polar.GET('/v1/customers/{id}/payment-methods', {
          params: { path: { id: customerId }, query: { limit: most } },
        }),
      ),
    { isEnabled: customerId !== '' },
  );
}
