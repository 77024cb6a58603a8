import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Input, Select } from '../../ui/field.tsx';

/** What the address says after its question mark, and a way to change it: filters, tabs, periods. */
export function useAddressState(): [
  Readonly<Record<string, string | undefined>>,
  (change: Record<string, string | undefined>) => void,
] {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  return [
    search,
    (change) =>
      navigate({
        search: ((old: Record<string, string>) => ({ ...old, ...change })) as never,
        replace: true,
        resetScroll: false,
      }),
  ];
}

const typingMilliseconds = 200;

/** Searches as one types; what is searched for stands in the address. */
export function SearchFilter({ label, name = 'query' }: { label: string; name?: string }) {
  const [state, change] = useAddressState();
  const [text, setText] = useState(state[name] ?? '');
  const wanted = text.trim() || undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the wait anew
  useEffect(() => {
    if (wanted === state[name]) return;
    const timer = setTimeout(() => change({ [name]: wanted }), typingMilliseconds);
    return () => clearTimeout(timer);
  }, [wanted]);
  return (
    <span className="relative w-full sm:w-72">
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-faint"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        className="pl-9"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </span>
  );
}

/** One of several values, or all. */
export function ChoiceFilter({
  label,
  name,
  options,
  all = 'All',
}: {
  label: string;
  name: string;
  options: readonly { value: string; label: ReactNode & string }[];
  all?: string;
}) {
  const [state, change] = useAddressState();
  return (
    <Select
      aria-label={label}
      className="w-auto max-sm:flex-auto [&>select]:field-sizing-content"
      value={state[name] ?? ''}
      onChange={(event) => change({ [name]: event.target.value || undefined })}
    >
      <option value="">{`${label}: ${all}`}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}
