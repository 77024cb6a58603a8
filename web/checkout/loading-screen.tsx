import { Skeleton } from '../ui/states.tsx';

/** Where all will be, before any word is there. */
export function LoadingScreen() {
  return (
    <div
      aria-busy="true"
      className="mx-auto grid w-full max-w-5xl gap-10 px-4 pt-8 lg:grid-cols-2 lg:gap-16 lg:pt-16"
    >
      <div className="flex flex-col gap-4">
        <Skeleton className="size-8 rounded-lg" />
        <Skeleton className="mt-6 w-40" />
        <Skeleton className="h-9 w-56" />
        <Skeleton className="w-full max-w-sm" />
      </div>
      <div className="flex flex-col gap-5">
        {[0, 1, 2, 3].map((row) => (
          <Skeleton key={row} className="h-11 w-full rounded-lg" />
        ))}
        <Skeleton className="mt-4 h-12 w-full rounded-lg" />
      </div>
    </div>
  );
}
