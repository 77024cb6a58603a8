import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Skeleton } from '../../ui/states.tsx';
import { brandingQuery } from '../queries.ts';

/** The organization's logo, or its initial, and its name. */
export function Identity() {
  const { data } = useQuery(brandingQuery);
  const [hasNoPicture, setNoPicture] = useState(false);
  if (!data) return <Skeleton className="h-6 w-36" />;
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      {data.avatar_url && !hasNoPicture ? (
        <img
          src={data.avatar_url}
          alt=""
          className="size-8 shrink-0 rounded-lg border border-line bg-surface object-cover"
          onError={() => setNoPicture(true)}
        />
      ) : (
        <span
          aria-hidden="true"
          className="grid size-8 shrink-0 place-items-center rounded-lg bg-accent font-semibold text-accent-ink text-sm"
        >
          {[...data.name][0]?.toUpperCase()}
        </span>
      )}
      <span className="truncate font-semibold">{data.name}</span>
    </span>
  );
}
