/** No money moves here. */
export function TestBadge({ label }: { label: string }) {
  return (
    <span className="inline-flex h-6 shrink-0 items-center rounded-md bg-test px-2 font-semibold text-test-ink text-xs">
      {label}
    </span>
  );
}
