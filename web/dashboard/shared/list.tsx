import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ListChecks } from 'lucide-react';
import { Checkbox as RadixCheckbox } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import type { Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { type BulkAct, BulkBar } from './bulk.tsx';
import { CsvButton } from './csv.tsx';
import { reasonOf, useScopedKey } from './queries.ts';

/** A page of a list; `next` asks for the one after it. */
export type Chunk<Item> = { items: readonly Item[]; next?: string | undefined };
export type FetchChunk<Item> = (after: string | undefined) => Promise<Chunk<Item>>;

export type Column<Item> = {
  id: string;
  header: string;
  cell(item: Item): ReactNode;
  /** As a spreadsheet gets it; without it the column is left out there. */
  csv?(item: Item): string | number | null | undefined;
  align?: 'right';
  /** On a phone a row becomes a card: its title, what stands beside that, or a line below. */
  onPhone?: 'title' | 'aside' | 'line' | 'hidden';
  /** Not shown, but in the export. */
  isExportOnly?: boolean;
  className?: string;
};

type ListProps<Item> = {
  /** Names the list for those who hear the page, and the file that it is exported to. */
  name: string;
  queryKey: readonly unknown[];
  fetch: FetchChunk<Item>;
  columns: readonly Column<Item>[];
  idOf(item: Item): string;
  /** Where a row leads. */
  addressOf?(item: Item): string;
  /** Search and filters. */
  filters?: ReactNode;
  /** What is shown where there is nothing. */
  empty: ReactNode;
  bulkActs?: readonly BulkAct<Item>[];
  /** Within another screen: without the frame and the export. */
  isPart?: boolean;
  /** In the place of the export that every list has. */
  exportButton?: ReactNode;
  /** Asks again after so many milliseconds: for what changes as one looks. */
  refetchInterval?: number;
};

/** A table on a desk, cards on a phone; the next rows on demand; rows can be chosen for what is done to many at once. */
export function List<Item>(props: ListProps<Item>) {
  const { name, queryKey, fetch, columns, filters, empty, bulkActs = [], idOf, isPart = false } = props;
  const scoped = useScopedKey();
  const query = useInfiniteQuery<
    Chunk<Item>,
    Problem,
    { pages: Chunk<Item>[] },
    unknown[],
    string | undefined
  >({
    queryKey: scoped(...queryKey),
    queryFn: ({ pageParam }) => fetch(pageParam),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next,
    placeholderData: (previous) => previous,
    refetchInterval: props.refetchInterval ?? false,
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isChoosing, setChoosing] = useState(false);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = { ...props, columns: columns.filter(({ isExportOnly }) => !isExportOnly) };
  const chosenItems = items.filter((item) => chosen.has(idOf(item)));
  const selection: Selection | undefined =
    bulkActs.length > 0
      ? {
          chosen,
          choose(ids, isChosen) {
            const next = new Set(chosen);
            for (const id of ids) {
              if (isChosen) next.add(id);
              else next.delete(id);
            }
            setChosen(next);
          },
        }
      : undefined;
  return (
    <div
      className={cn(
        'min-w-0',
        !isPart && 'rounded-xl border border-line bg-surface',
        // The bar of what is chosen stands above the foot of the window.
        chosenItems.length > 0 && 'max-sm:mb-24',
      )}
    >
      {(filters || (!isPart && items.length > 0)) && (
        <div
          className={cn(
            'flex flex-wrap items-center gap-2 border-line border-b px-3',
            filters ? 'py-3 max-sm:pb-1.5' : 'py-1.5',
          )}
        >
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2 max-sm:basis-full empty:max-sm:hidden">
            {filters}
          </div>
          {!isPart && items.length > 0 && (
            <div className="flex items-center justify-between gap-2 max-sm:-mx-2.5 max-sm:flex-1">
              {props.exportButton ?? <CsvButton name={name} columns={columns} fetch={fetch} />}
              {selection && (
                <Button
                  size="small"
                  look="quiet"
                  className="sm:hidden"
                  aria-pressed={isChoosing}
                  onClick={() => {
                    setChoosing(!isChoosing);
                    setChosen(new Set());
                  }}
                >
                  <ListChecks /> {isChoosing ? 'Done' : 'Select'}
                </Button>
              )}
            </div>
          )}
        </div>
      )}
      {chosenItems.length > 0 && (
        <BulkBar
          acts={bulkActs}
          items={chosenItems}
          idOf={idOf}
          onDone={() => {
            setChosen(new Set());
            setChoosing(false);
          }}
        />
      )}
      {query.isPending ? (
        <LoadingRows label={name} />
      ) : query.isError && items.length === 0 ? (
        <ErrorState title="This list could not be loaded." retry={() => query.refetch()}>
          {reasonOf(query.error)}
        </ErrorState>
      ) : items.length === 0 ? (
        empty
      ) : (
        <div className={cn(query.isPlaceholderData && 'opacity-60')} aria-busy={query.isFetching}>
          <Table {...shown} items={items} selection={selection} />
          <Cards {...shown} items={items} selection={isChoosing ? selection : undefined} />
        </div>
      )}
      {query.hasNextPage && (
        <div className="flex justify-center border-line border-t p-3">
          <Button size="small" isBusy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}

type Selection = { chosen: ReadonlySet<string>; choose(ids: readonly string[], isChosen: boolean): void };
type RowsProps<Item> = ListProps<Item> & { items: readonly Item[]; selection: Selection | undefined };

function Table<Item>({ name, columns, items, idOf, addressOf, isPart = false, selection }: RowsProps<Item>) {
  const navigate = useNavigate();
  return (
    <div className="overflow-x-auto max-sm:hidden">
      <table className="w-full border-collapse text-left text-sm">
        <caption className="sr-only">{name}</caption>
        <thead>
          <tr className="border-line border-b text-ink-soft text-xs">
            {selection && (
              <th scope="col" className="w-10 py-2 pl-4">
                <Choose
                  label="Select all rows"
                  isChecked={items.every((item) => selection.chosen.has(idOf(item)))}
                  onChange={(all) => selection.choose(items.map(idOf), all)}
                />
              </th>
            )}
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={cn(
                  'whitespace-nowrap px-4 py-2 font-medium',
                  isPart && 'first:pl-5 last:pr-5',
                  column.align === 'right' && 'text-right',
                )}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const address = addressOf?.(item);
            const id = idOf(item);
            return (
              // The first cell's link is the way by keyboard; the row only makes its target larger.
              <tr
                key={id}
                className={cn(
                  'border-line border-b last:border-b-0',
                  address && 'cursor-pointer hover:bg-hover/60',
                )}
                onClick={(event) => {
                  const isOwn = (event.target as Element).closest('a, button, input, label');
                  if (address && !isOwn && !getSelection()?.toString()) navigate({ to: address });
                }}
              >
                {selection && (
                  <td className="py-1.5 pl-4">
                    <Choose
                      label="Select this row"
                      isChecked={selection.chosen.has(id)}
                      onChange={(isChosen) => selection.choose([id], isChosen)}
                    />
                  </td>
                )}
                {columns.map((column, index) => (
                  <td
                    key={column.id}
                    className={cn(
                      'h-[2.6875rem] max-w-80 truncate px-4 py-1.5 tabular-nums',
                      isPart && 'first:pl-5 last:pr-5',
                      column.align === 'right' && 'text-right',
                      column.className,
                    )}
                  >
                    {index === 0 && address ? (
                      <Link to={address} className="font-medium hover:underline">
                        {column.cell(item)}
                      </Link>
                    ) : (
                      column.cell(item)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Where rows are being chosen, a tap chooses instead of leading somewhere. */
function Cards<Item>({ name, columns, items, idOf, addressOf, isPart = false, selection }: RowsProps<Item>) {
  const card = cn('block py-3', isPart ? 'px-5' : 'px-4');
  const at = (place: Column<Item>['onPhone']) =>
    columns.filter((column, index) => (column.onPhone ?? (index === 0 ? 'title' : 'line')) === place);
  return (
    <ul aria-label={name} className="divide-y divide-line sm:hidden">
      {items.map((item) => {
        const address = addressOf?.(item);
        const content = (
          <>
            <span className="flex items-start justify-between gap-3">
              <span className="min-w-0 font-medium text-sm/5">
                {at('title').map((column) => (
                  <span key={column.id} className="block">
                    {column.cell(item)}
                  </span>
                ))}
              </span>
              <span className="shrink-0 text-right text-sm/5 tabular-nums">
                {at('aside').map((column) => (
                  <span key={column.id} className="block">
                    {column.cell(item)}
                  </span>
                ))}
              </span>
            </span>
            <span className="mt-1 flex flex-wrap gap-x-3 gap-y-1 text-[0.8125rem]/5 text-ink-soft">
              {at('line').map((column) => (
                <span key={column.id} className="empty:hidden">
                  {column.cell(item)}
                </span>
              ))}
            </span>
          </>
        );
        const id = idOf(item);
        return (
          <li key={id}>
            {selection ? (
              // biome-ignore lint/a11y/noLabelWithoutControl: Choose is its control
              <label className="flex items-start gap-3 py-3 pr-4 pl-4">
                <Choose
                  label="Select this row"
                  isChecked={selection.chosen.has(id)}
                  onChange={(isChosen) => selection.choose([id], isChosen)}
                />
                <span className="min-w-0 flex-1">{content}</span>
              </label>
            ) : address ? (
              <Link to={address} className={cn(card, '-outline-offset-2 active:bg-hover')}>
                {content}
              </Link>
            ) : (
              <div className={card}>{content}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Choose({
  label,
  isChecked,
  onChange,
}: {
  label: string;
  isChecked: boolean;
  onChange(isChecked: boolean): void;
}) {
  return (
    <RadixCheckbox.Root
      aria-label={label}
      checked={isChecked}
      onCheckedChange={(value) => onChange(value === true)}
      className="relative grid size-4 place-items-center rounded border border-line-strong bg-surface text-accent-ink after:absolute after:-inset-3 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <RadixCheckbox.Indicator>
        <svg
          aria-hidden="true"
          viewBox="0 0 16 16"
          className="size-3"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.5"
        >
          <path d="m3.5 8.5 3 3 6-7" />
        </svg>
      </RadixCheckbox.Indicator>
    </RadixCheckbox.Root>
  );
}

const skeletonRows = ['w-2/5', 'w-1/2', 'w-1/3', 'w-2/5', 'w-1/2', 'w-1/4'];

function LoadingRows({ label }: { label: string }) {
  return (
    <div role="status" aria-label={`Loading ${label}`} className="divide-y divide-line">
      {skeletonRows.map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change
        <div key={index} className="flex items-center justify-between gap-6 px-4 py-3">
          <Skeleton className={width} />
          <Skeleton className="w-16" />
        </div>
      ))}
    </div>
  );
}
