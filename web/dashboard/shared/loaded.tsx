import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Problem } from '../../api/problem.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { Page } from './page.tsx';
import { reasonOf } from './queries.ts';

/** A screen about one thing: until it is there, and where it cannot be shown. */
export function Loaded<Data>({
  query,
  what,
  children,
}: {
  query: UseQueryResult<Data, Problem>;
  /** "This product". */
  what: string;
  children(data: Data): ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (!query.isError) {
    return (
      <Page title="Loading…">
        <div role="status" aria-label="Loading" className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <Card>
            <div className="flex flex-col gap-4">
              <Skeleton className="w-1/3" />
              <Skeleton className="w-2/3" />
              <Skeleton className="w-1/2" />
            </div>
          </Card>
          <Card>
            <div className="flex flex-col gap-4">
              <Skeleton className="w-2/3" />
              <Skeleton className="w-1/2" />
            </div>
          </Card>
        </div>
      </Page>
    );
  }
  const isGone = query.error.status === 404 || query.error.status === 422;
  return (
    <Page title={isGone ? 'Not found' : 'Not loaded'}>
      <Card>
        <ErrorState
          title={isGone ? `${what} is not here.` : `${what} could not be loaded.`}
          {...(isGone ? {} : { retry: () => query.refetch() })}
        >
          {isGone
            ? 'It may be of the other mode, or of another organization, or it was deleted.'
            : reasonOf(query.error)}
        </ErrorState>
      </Card>
    </Page>
  );
}

/** The same for a part of a screen. */
export function LoadedPart<Data>({
  query,
  children,
}: {
  query: UseQueryResult<Data, Problem>;
  children(data: Data): ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return (
      <ErrorState className="py-6" title="This could not be loaded." retry={() => query.refetch()}>
        {reasonOf(query.error)}
      </ErrorState>
    );
  }
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-3 p-5">
      <Skeleton className="w-2/3" />
      <Skeleton className="w-1/2" />
    </div>
  );
}
