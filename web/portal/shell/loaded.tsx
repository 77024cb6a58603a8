import type { ReactNode } from 'react';
import { Card } from '../../ui/card.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import { useWords } from '../words.ts';

/** What a query brings: while it is under way, when it failed, and once it is there. */
export function Loaded<Data>({
  query,
  skeleton = <CardSkeleton />,
  children,
}: {
  query: { data: Data | undefined; error: unknown; refetch(): unknown };
  skeleton?: ReactNode;
  children(data: NonNullable<Data>): ReactNode;
}) {
  const { say } = useWords();
  const textOf = useProblemText();
  if (query.data != null) return children(query.data);
  if (query.error) {
    return (
      <Card>
        <ErrorState title={say('loadFailed')} retry={() => query.refetch()} retryLabel={say('tryAgain')}>
          {textOf(query.error)}
        </ErrorState>
      </Card>
    );
  }
  return (
    <div role="status" aria-label={say('loading')}>
      {skeleton}
    </div>
  );
}

export function CardSkeleton({ lines = 3 }: { lines?: number }) {
  return (
    <Card>
      <div className="flex flex-col gap-3.5">
        <Skeleton className="h-5 w-2/5" />
        {Array.from({ length: lines }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of nothing have no other name
          <Skeleton key={line} className={line % 2 === 0 ? 'w-4/5' : 'w-3/5'} />
        ))}
      </div>
    </Card>
  );
}
