import { Link } from '@tanstack/react-router';
import { Percent, Plus } from 'lucide-react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useMay } from '../session.ts';
import type { BulkAct } from '../shared/bulk.tsx';
import { countedPages } from '../shared/counted-pages.ts';
import { SearchFilter, useAddressState } from '../shared/filters.tsx';
import { day, number } from '../shared/format.ts';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { Discount } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { durationWords, reductionWords } from '../shared/price-words.ts';
import { DiscountStanding } from './discount-standing.tsx';
import { deleteDiscount } from './use-discounts.ts';

const columns: readonly Column<Discount>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => name, csv: ({ name }) => name },
  {
    id: 'code',
    header: 'Code',
    cell: ({ code }) =>
      code ? <code className="text-[0.8125rem]">{code}</code> : <span className="text-ink-soft">None</span>,
    csv: ({ code }) => code,
    className: 'max-w-56',
  },
  {
    id: 'reduction',
    header: 'Discount',
    cell: (discount) => (
      <>
        {reductionWords(discount)} <span className="text-ink-soft">{durationWords(discount)}</span>
      </>
    ),
    csv: (discount) => `${reductionWords(discount)} ${durationWords(discount)}`,
  },
  {
    id: 'standing',
    header: 'State',
    cell: (discount) => <DiscountStanding discount={discount} />,
    onPhone: 'aside',
  },
  {
    id: 'ends',
    header: 'Ends',
    cell: ({ ends_at }) =>
      ends_at ? day(ends_at) : <span className="text-ink-faint max-sm:hidden">Never</span>,
    csv: ({ ends_at }) => ends_at,
    onPhone: 'hidden',
    className: 'whitespace-nowrap text-ink-soft',
  },
  {
    id: 'redeemed',
    header: 'Redeemed',
    cell: ({ redemptions_count, max_redemptions }) =>
      `${number(redemptions_count)}${max_redemptions === null ? '' : ` of ${number(max_redemptions)}`}`,
    csv: ({ redemptions_count }) => redemptions_count,
    align: 'right',
    onPhone: 'hidden',
  },
  { id: 'id', header: 'ID', cell: () => null, csv: ({ id }) => id, isExportOnly: true },
];

const remove: BulkAct<Discount> = {
  label: 'Delete',
  isDestructive: true,
  explain: () =>
    'They can no longer be redeemed. Customers who have redeemed one keep their discount. This cannot be undone.',
  run: ({ id }) => deleteDiscount(id),
  nameOf: ({ name }) => name,
};

export default function DiscountsScreen() {
  const [{ query }] = useAddressState();
  const address = useAddress();
  const mayWrite = useMay('discounts:write');
  const newButton = mayWrite && (
    <Button look="primary" asChild>
      <Link to={address('discounts', 'new')}>
        <Plus /> New discount
      </Link>
    </Button>
  );
  return (
    <Page title="Discounts" actions={newButton}>
      <List
        name="Discounts"
        queryKey={['discounts', 'list', query ?? null]}
        fetch={countedPages((page) =>
          answerOf(
            polar.GET('/v1/discounts/', {
              params: { query: { ...(query ? { query } : {}), ...page, sorting: ['-created_at'] } },
            }),
          ),
        )}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('discounts', id)}
        filters={<SearchFilter label="Search discounts" />}
        bulkActs={mayWrite ? [remove] : []}
        empty={
          query ? (
            <EmptyState icon={<Percent />} title="No matching discounts">
              Try another part of the name or code.
            </EmptyState>
          ) : (
            <EmptyState icon={<Percent />} title="No discounts yet" action={newButton}>
              A discount takes a percentage or an amount off a purchase, with a code or through one of your
              links.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
