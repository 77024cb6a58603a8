import { Plus, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/card.tsx';
import { Input } from '../../ui/field.tsx';
import { fieldProblem } from './amount-input.tsx';

type Value = string | number | boolean;
export type Metadata = Record<string, Value>;

/** A line of the form: both parts as they are typed. */
export type MetadataEntry = { key: string; value: string };

export const metadataEntries = (metadata: Record<string, unknown>): MetadataEntry[] =>
  Object.entries(metadata).map(([key, value]) => ({ key, value: String(value) }));

/**
 * What a form's lines say. A value that was a number or a switch stays one while it reads like one.
 *
 * @throws Problem where two lines have one name
 */
export function metadataOf(
  entries: readonly MetadataEntry[],
  before: Record<string, unknown> = {},
): Metadata {
  const metadata: Metadata = {};
  for (const { key, value } of entries) {
    if (key.trim() === '' && value === '') continue;
    if (Object.hasOwn(metadata, key)) throw fieldProblem('metadata', `“${key}” is there twice.`);
    const old = before[key];
    metadata[key] =
      typeof old !== 'string' && old !== undefined && String(old) === value ? (old as Value) : value;
  }
  return metadata;
}

/** Names and values of the merchant's own, as many as are wanted. */
export function MetadataFields({
  entries,
  onChange,
  error,
}: {
  entries: readonly MetadataEntry[];
  onChange(entries: MetadataEntry[]): void;
  error?: string | undefined;
}) {
  const change = (index: number, part: Partial<MetadataEntry>) =>
    onChange(entries.map((entry, at) => (at === index ? { ...entry, ...part } : entry)));
  return (
    <div className="flex flex-col items-start gap-2">
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, whatever is typed into it
        <div key={index} className="flex w-full items-center gap-2">
          <Input
            aria-label={`Name ${index + 1}`}
            placeholder="Name"
            className="flex-1"
            maxLength={40}
            value={entry.key}
            onChange={(event) => change(index, { key: event.target.value })}
          />
          <Input
            aria-label={`Value ${index + 1}`}
            placeholder="Value"
            className="flex-1"
            maxLength={500}
            value={entry.value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <Button
            look="quiet"
            size="icon-small"
            aria-label={`Remove line ${index + 1}`}
            onClick={() => onChange(entries.filter((_, at) => at !== index))}
          >
            <X />
          </Button>
        </div>
      ))}
      {error && (
        <p role="alert" className="text-[0.8125rem]/5 text-bad">
          {error}
        </p>
      )}
      <Button
        size="small"
        look="quiet"
        className="-ml-2.5"
        onClick={() => onChange([...entries, { key: '', value: '' }])}
      >
        <Plus /> Add metadata
      </Button>
    </div>
  );
}

export function MetadataFacts({ metadata }: { metadata: Record<string, unknown> }) {
  const entries = Object.entries(metadata);
  if (entries.length === 0) return <p className="text-ink-soft text-sm">None.</p>;
  return (
    <Facts>
      {entries.map(([key, value]) => (
        <Fact key={key} name={<span className="font-mono text-[0.8125rem]">{key}</span>}>
          <span className="font-mono text-[0.8125rem]">{String(value)}</span>
        </Fact>
      ))}
    </Facts>
  );
}
