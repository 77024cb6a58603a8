import { useState } from 'react';
import { Switch } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useWorkspace } from '../session.ts';
import { commandKey, Keys } from './keys.tsx';
import { navigation } from './navigation.ts';
import { areSingleKeysOn, turnSingleKeys } from './use-shortcuts.ts';

const everywhere = [
  { label: 'Search and commands', keys: [commandKey, 'K'] },
  { label: 'Search in a list', keys: ['/'] },
  { label: 'New customer', keys: ['n', 'c'] },
  { label: 'New product', keys: ['n', 'p'] },
  { label: 'Test clock', keys: ['t'] },
  { label: 'Show shortcuts', keys: ['?'] },
];

/** What keys do. */
export default function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const { organization } = useWorkspace();
  const [isOn, setOn] = useState(areSingleKeysOn);
  const destinations = navigation
    .flatMap((part) => part.destinations)
    .filter(({ permission }) => !permission || organization.permissions.includes(permission));
  return (
    <Dialog isOpen onClose={onClose} title="Keyboard shortcuts">
      <div className="grid gap-x-10 gap-y-5 text-sm sm:grid-cols-2">
        <Keyed title="Everywhere" rows={everywhere} />
        <Keyed title="Go to" rows={destinations.map(({ label, key }) => ({ label, keys: ['g', key] }))} />
      </div>
      <Switch
        className="mt-6 border-line border-t pt-4"
        label="Single keys"
        hint="When off, only shortcuts with Ctrl or ⌘ work."
        isChecked={isOn}
        onChange={(next) => {
          turnSingleKeys(next);
          setOn(next);
        }}
      />
    </Dialog>
  );
}

function Keyed({
  title,
  rows,
}: {
  title: string;
  rows: readonly { label: string; keys: readonly string[] }[];
}) {
  return (
    <section>
      <h3 className="mb-1.5 font-medium text-ink-soft text-xs">{title}</h3>
      <dl className="divide-y divide-line">
        {rows.map(({ label, keys }) => (
          <div key={label} className="flex items-center justify-between gap-4 py-1.5">
            <dt>{label}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
