import { useRef, useState } from 'react';
import type { BulkAct } from '../shared/bulk.tsx';
import { customerName } from '../shared/customer-link.tsx';
import { type MetadataEntry, MetadataFields, metadataOf } from '../shared/metadata.tsx';
import type { FoundCustomer } from '../shared/objects.ts';
import { readCustomer, updateCustomer } from './use-customers.ts';

/** What is done to many customers at once. */
export function useBulkActs(): readonly BulkAct<FoundCustomer>[] {
  const entries = useRef<readonly MetadataEntry[]>([]);
  return [
    {
      label: 'Set metadata',
      explain: () => <MetadataToAdd onChange={(next) => (entries.current = next)} />,
      async run({ id }) {
        const added = metadataOf(entries.current);
        const { metadata } = await readCustomer(id);
        await updateCustomer(id, { metadata: { ...(metadata as typeof added), ...added } });
      },
      nameOf: customerName,
    },
    {
      label: 'Archive',
      isDestructive: true,
      explain: (count) =>
        `${count === 1 ? 'The subscriptions of this customer end' : `The subscriptions of these ${count} customers end`} at once, and their external IDs are free for others. Invoices and history stay. An archived customer can be taken back, its subscriptions cannot.`,
      run: ({ id }) => updateCustomer(id, { archived: true }),
      nameOf: customerName,
    },
  ];
}

function MetadataToAdd({ onChange }: { onChange(entries: readonly MetadataEntry[]): void }) {
  const [entries, setEntries] = useState<readonly MetadataEntry[]>([{ key: '', value: '' }]);
  return (
    <div className="flex flex-col gap-3">
      <p>These entries are added to each customer. Entries with the same name are replaced.</p>
      <MetadataFields
        entries={entries}
        onChange={(next) => {
          setEntries(next);
          onChange(next);
        }}
      />
    </div>
  );
}
