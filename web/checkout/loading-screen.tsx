import { Skeleton } from '../ui/states.tsx';

/** Where all will be, before any word is there. */
export function LoadingScreen() {
  return (
    <div aria-busy="true" className="lg:grid lg:min-h-dvh lg:grid-cols-2">
      <div className="mx-auto flex w-full max-w-lg flex-col gap-4 px-4 py-4 sm:px-6 lg:mr-0 lg:px-14 lg:py-16">
        <Skeleton className="size-8 rounded-lg" />
        <Skeleton className="mt-6 w-40" />
        <Skeleton className="h-9 w-56" />
        <Skeleton className="w-full max-w-sm" />
      </div>
      <div className="lg:border-line lg:border-l lg:bg-surface">
        <div className="mx-auto flex w-full max-w-lg flex-col gap-5 px-4 py-7 sm:px-6 lg:mx-0 lg:px-14 lg:py-16">
          {[0, 1, 2, 3].map((row) => (
            <Skeleton key={row} className="h-11 w-full rounded-lg" />
          ))}
          <Skeleton className="mt-4 h-12 w-full rounded-lg" />
        </div>
      </div>
    </div>
  );
}
