import { Link, useNavigate } from '@tanstack/react-router';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Fact, Facts } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { useMay } from '../session.ts';
import { countedPages } from '../shared/counted-pages.ts';
import { customerName } from '../shared/customer-link.tsx';
import { day, money, number } from '../shared/format.ts';
import { IdFact } from '../shared/id-fact.tsx';
import { ScreenLink, textLink, useAddress } from '../shared/links.tsx';
import { List } from '../shared/list.tsx';
import { Loaded } from '../shared/loaded.tsx';
import { MetadataFacts } from '../shared/metadata.tsx';
import type { Discount } from '../shared/objects.ts';
import { Columns, Page } from '../shared/page.tsx';
import { durationWords, reductionWords } from '../shared/price-words.ts';
import { OrderStatus } from '../shared/status.tsx';
import { DiscountStanding } from './discount-standing.tsx';
import { useDeleteDiscount, useDiscount } from './use-discounts.ts';

export default function DiscountScreen() {
  const discount = useDiscount();
  return (
    <Loaded query={discount} what="This discount">
      {(found) => (
        <Page
          title={found.name}
          badge={<DiscountStanding discount={found} />}
          description={`${reductionWords(found)} ${durationWords(found)}`}
          trail={[{ label: 'Discounts', to: ['discounts'] }]}
          actions={<Actions discount={found} />}
        >
          <Columns main={<Redemptions discount={found} />} aside={<Aside discount={found} />} />
        </Page>
      )}
    </Loaded>
  );
}

function Actions({ discount }: { discount: Discount }) {
  const [isAsked, setAsked] = useState(false);
  const address = useAddress();
  const navigate = useNavigate();
  const remove = useDeleteDiscount();
  if (!useMay('discounts:write')) return null;
  return (
    <>
      <Button look="danger-outline" onClick={() => setAsked(true)}>
        Delete
      </Button>
      <Button look="primary" asChild>
        <Link to={address('discounts', discount.id, 'edit')}>
          <Pencil /> Edit
        </Link>
      </Button>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={`Delete ${discount.name}?`}
        description="It can no longer be redeemed. Customers who have redeemed it keep their discount. This cannot be undone."
        action="Delete discount"
        onConfirm={async () => {
          await remove.mutateAsync(discount);
          navigate({ to: address('discounts') });
        }}
      />
    </>
  );
}

/** What was bought with it. */
function Redemptions({ discount }: { discount: Discount }) {
  const address = useAddress();
  const { redemptions_count: count } = discount;
  return (
    <Card
      title="Orders with this discount"
      description={count === 1 ? 'Redeemed once.' : `Redeemed ${number(count)} times.`}
      isFlush
      actions={
        <ScreenLink
          to={['subscriptions']}
          search={{ discount: discount.id }}
          className={`${textLink} text-[0.8125rem]`}
        >
          View subscriptions
        </ScreenLink>
      }
    >
      <List
        isPart
        name="Orders with this discount"
        queryKey={['orders', 'list', 'discount', discount.id]}
        fetch={countedPages((page) =>
          answerOf(
            polar.GET('/v1/orders/', {
              params: { query: { ...page, discount_id: [discount.id], sorting: ['-created_at'] } },
            }),
          ),
        )}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('orders', id)}
        columns={[
          { id: 'number', header: 'Invoice', cell: ({ invoice_number }) => invoice_number ?? 'Draft' },
          { id: 'customer', header: 'Customer', cell: ({ customer }) => customerName(customer) },
          { id: 'status', header: 'Status', cell: ({ status }) => <OrderStatus status={status} /> },
          { id: 'date', header: 'Date', cell: ({ created_at }) => day(created_at) },
          {
            id: 'off',
            header: 'Discount',
            cell: ({ discount_amount, currency }) => money(discount_amount, currency),
            align: 'right',
            onPhone: 'aside',
          },
        ]}
        empty={<p className="px-5 pb-5 text-ink-soft text-sm/6">Not used yet.</p>}
      />
    </Card>
  );
}

function Aside({ discount }: { discount: Discount }) {
  const { code, starts_at, ends_at, max_redemptions, max_redemptions_per_customer, products } = discount;
  return (
    <>
      <Card title="Details">
        <Facts>
          <Fact name="Code">
            {code ? (
              <span className="-my-1.5 flex items-center gap-1">
                <code className="truncate text-[0.8125rem]">{code}</code>
                <CopyButton text={code} label="Copy the code" />
              </span>
            ) : (
              'None: by links and your programs only'
            )}
          </Fact>
          <Fact name="Starts">{starts_at ? day(starts_at) : 'At once'}</Fact>
          <Fact name="Ends">{ends_at ? day(ends_at) : 'Never'}</Fact>
          <Fact name="Redeemed">
            {number(discount.redemptions_count)}
            {max_redemptions !== null && ` of ${number(max_redemptions)}`}
          </Fact>
          {max_redemptions_per_customer !== null && (
            <Fact name="Each customer">At most {number(max_redemptions_per_customer)}</Fact>
          )}
          <Fact name="Products">
            {products.length === 0 ? (
              'All'
            ) : (
              <ul>
                {products.map(({ id, name }) => (
                  <li key={id}>
                    <ScreenLink to={['products', id]} className={textLink}>
                      {name}
                    </ScreenLink>
                  </li>
                ))}
              </ul>
            )}
          </Fact>
          <Fact name="Created">{day(discount.created_at)}</Fact>
          <IdFact id={discount.id} />
        </Facts>
      </Card>
      <Card title="Metadata">
        <MetadataFacts metadata={discount.metadata} />
      </Card>
    </>
  );
}
