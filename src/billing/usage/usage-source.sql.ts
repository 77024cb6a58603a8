import type { Scope } from '../../platform/scope.ts';

/** What a customer used of a meter in a period, from `from` on and before `to`. */
export type UsageQuestion = { customerId: string; meterId: string; from: Date; to: Date };

/** Quantities as decimal text. */
export type Usage = { consumed: string; credited: string };

/** Where the quantities of metered prices come from. */
export type UsageSource = { consumed(scope: Scope, question: UsageQuestion): Promise<Usage> };

/** What was recorded of the customer's use. */
export const recordedUsage: UsageSource = {
  async consumed(scope, { customerId, meterId, from, to }) {
    const [row] = await scope.database<Usage[]>`
      select coalesce(sum(quantity) filter (where kind = 'consumed'), 0)::text as consumed,
        coalesce(sum(quantity) filter (where kind = 'credited'), 0)::text as credited
      from usage_records
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
        and meter_id = ${meterId} and occurred_at >= ${from} and occurred_at < ${to}`;
    return row ?? { consumed: '0', credited: '0' };
  },
};
