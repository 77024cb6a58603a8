import { ChevronRight, CircleAlert, CircleCheck, CreditCard, Webhook } from 'lucide-react';
import type { ReactNode } from 'react';
import { florin, polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Card } from '../../ui/card.tsx';
import { declineWords } from '../payments/payment-words.ts';
import { useWorkspace } from '../session.ts';
import { useNow } from '../shared/clock.ts';
import { customerName } from '../shared/customer-link.tsx';
import { ago, money } from '../shared/format.ts';
import { ScreenLink } from '../shared/links.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import { useScopedQuery } from '../shared/queries.ts';

const shown = 4;
/** Older ones have been dealt with, or given up. */
const recentMilliseconds = 14 * 86_400_000;

type Matter = { id: string; icon: ReactNode; title: string; detail: string; to: readonly string[] };

/** What somebody should look at: money that does not come, messages that do not arrive. */
export function NeedsAttention() {
  const { organization } = useWorkspace();
  const now = useNow();
  const may = (permission: string) => organization.permissions.includes(permission);
  const matters = useScopedQuery(
    ['attention', now?.toISOString().slice(0, 10)],
    async () => {
      const [late, failed, endpoints] = await Promise.all([
        may('subscriptions:read') ? pastDue() : [],
        may('payments:read') ? failedPayments(now!) : [],
        may('webhooks:read') ? disabledWebhooks() : [],
      ]);
      return [...late, ...endpoints, ...failed];
    },
    { isEnabled: now !== undefined },
  );
  return (
    <Card title="Needs attention" isFlush>
      <LoadedPart query={matters}>
        {(items) =>
          items.length === 0 ? (
            <p className="flex items-center gap-2.5 px-5 pb-5 text-ink-soft">
              <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-good" />
              All is well. Failed payments, overdue subscriptions and disabled webhooks will show up here.
            </p>
          ) : (
            <ul className="divide-y divide-line border-line border-t">
              {items.map(({ id, icon, title, detail, to }) => (
                <li key={id}>
                  <ScreenLink
                    to={to}
                    className="flex items-center gap-3 px-5 py-2.5 -outline-offset-2 hover:bg-hover/60 [&>svg]:size-4 [&>svg]:shrink-0"
                  >
                    {icon}
                    <span className="min-w-0 flex-1">
                      <span className="block truncate font-medium">{title}</span>
                      <span className="block truncate text-[0.8125rem]/5 text-ink-soft">{detail}</span>
                    </span>
                    <ChevronRight aria-hidden="true" className="text-ink-faint" />
                  </ScreenLink>
                </li>
              ))}
            </ul>
          )
        }
      </LoadedPart>
    </Card>
  );
}

async function pastDue(): Promise<Matter[]> {
  const { items } = await answerOf(
    polar.GET('/v1/subscriptions/', {
      params: { query: { status: ['past_due', 'unpaid'], limit: shown, sorting: ['current_period_end'] } },
    }),
  );
  return items.map((subscription) => ({
    id: subscription.id,
    icon: <CircleAlert className="text-bad" aria-hidden="true" />,
    title: `${customerName(subscription.customer)}: ${subscription.product.name} is past due`,
    detail: `${money(subscription.amount, subscription.currency)} could not be collected`,
    to: ['subscriptions', subscription.id],
  }));
}

async function failedPayments(now: Date): Promise<Matter[]> {
  const { items } = await answerOf(
    florin.GET('/florin/v1/payments', { params: { query: { status: 'failed', limit: shown } } }),
  );
  const since = now.getTime() - recentMilliseconds;
  return items
    .filter(({ created_at }) => new Date(created_at).getTime() > since)
    .map((payment) => ({
      id: payment.id,
      icon: <CreditCard className="text-warn" aria-hidden="true" />,
      title: `${payment.customer ? `${customerName(payment.customer)}: a` : 'A'} payment of ${money(payment.amount, payment.currency)} failed`,
      detail: [declineWords(payment)?.replace(/\.$/, ''), ago(payment.created_at, now)]
        .filter(Boolean)
        .join(', '),
      to: ['payments', payment.id],
    }));
}

async function disabledWebhooks(): Promise<Matter[]> {
  const { items } = await answerOf(
    polar.GET('/v1/webhooks/endpoints', { params: { query: { limit: 100 } } }),
  );
  return items
    .filter(({ enabled }) => !enabled)
    .slice(0, shown)
    .map(({ id, url }) => ({
      id,
      icon: <Webhook className="text-bad" aria-hidden="true" />,
      title: 'A webhook endpoint is turned off',
      detail: url,
      to: ['webhooks', id],
    }));
}
