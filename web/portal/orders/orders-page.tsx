import { useInfiniteQuery } from '@tanstack/react-query';
import { ReceiptText } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ordersQuery } from '../queries.ts';
import { Loaded } from '../shell/loaded.tsx';
import { Page } from '../shell/page.tsx';
import { useWords } from '../words.ts';
import { OrderRows } from './order-rows.tsx';

export function OrdersPage() {
  const { say } = useWords();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(ordersQuery);
  const orders = data?.pages.flatMap(({ items }) => items);
  return (
    <Page title={say('navOrders')} description={say('ordersText')}>
      <Loaded query={{ data: orders, error, refetch }}>
        {(items) => (
          <Card isFlush>
            {items.length === 0 ? (
              <EmptyState icon={<ReceiptText />} title={say('ordersEmptyTitle')}>
                {say('ordersEmptyText')}
              </EmptyState>
            ) : (
              <OrderRows orders={items} />
            )}
          </Card>
        )}
      </Loaded>
      {hasNextPage && (
        <Button className="self-center" isBusy={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {say('showMore')}
        </Button>
      )}
    </Page>
  );
}
