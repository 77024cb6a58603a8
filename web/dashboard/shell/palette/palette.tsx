import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { History, Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Spinner } from '../../../ui/spinner.tsx';
import { useWorkspace } from '../../session.ts';
import { humanize } from '../../shared/format.ts';
import { useAddress } from '../../shared/links.tsx';
import { objectAddress } from '../../shared/object-address.ts';
import { reasonOf, useScopedKey } from '../../shared/queries.ts';
import { Keys } from '../keys.tsx';
import { navigation } from '../navigation.ts';
import { recentsOf } from '../recent.ts';
import { isMeant, useCommands } from './actions.ts';

const foundAtOnce = 12;

const icons = new Map(
  navigation.flatMap(({ destinations }) => destinations.map(({ to, icon }) => [to[0], icon] as const)),
);

/** Goes anywhere and does anything by typing: found things first, then screens and acts. */
export default function Palette({ onClose, showShortcuts }: { onClose(): void; showShortcuts(): void }) {
  const { organization, mode } = useWorkspace();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const address = useAddress();
  const scoped = useScopedKey();
  const commands = useCommands({ showShortcuts });
  const [typed, setTyped] = useState('');
  const text = typed.trim();
  const wanted = useDeferredValue(text);
  const search = useQuery({
    queryKey: scoped('search', wanted),
    queryFn: ({ signal }) =>
      answerOf(
        florin.GET('/florin/v1/search', {
          params: { query: { query: wanted, limit: foundAtOnce } },
          signal,
        }),
      ),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  });
  const found = text === '' ? [] : (search.data?.items ?? []);
  const recents =
    text === '' ? recentsOf(organization.slug, mode).filter((recent) => recent.pathname !== pathname) : [];
  const meant = commands.filter((command) => isMeant(command, text));

  const leave = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45 motion-safe:animate-appear" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-0 top-0 z-50 mx-auto flex max-h-dvh w-full flex-col overflow-hidden border border-line bg-raised text-ink text-sm shadow-xl outline-none sm:top-[12vh] sm:max-h-[70vh] sm:max-w-xl sm:rounded-xl"
        >
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <Command shouldFilter={false} loop label="Search and commands" className="flex min-h-0 flex-col">
            <div className="flex items-center gap-3 border-line border-b px-4">
              {search.isFetching ? (
                <Spinner className="shrink-0 text-ink-faint" />
              ) : (
                <Search aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
              )}
              <Command.Input
                value={typed}
                onValueChange={setTyped}
                placeholder="Search customers, orders, products, or type a command"
                className="h-13 min-w-0 flex-1 bg-transparent text-base outline-none"
              />
              <Dialog.Close className="rounded px-1.5 py-1 text-ink-soft text-xs hover:bg-hover">
                <span className="sm:hidden">Close</span>
                <span className="max-sm:hidden">
                  <span className="sr-only">Close</span> <Keys keys={['Esc']} />
                </span>
              </Dialog.Close>
            </div>
            <Command.List label="Found" className="min-h-0 flex-1 overflow-y-auto p-1.5">
              {found.length > 0 && (
                <Group heading="Found">
                  {found.map(({ kind, id, title, subtitle }) => {
                    const to = objectAddress(kind, id) ?? [];
                    const Icon = icons.get(to[0]) ?? Search;
                    return (
                      <Item
                        key={`${kind} ${id}`}
                        value={`${kind} ${id}`}
                        icon={<Icon />}
                        aside={humanize(kind)}
                        onSelect={leave(() => navigate({ to: address(...to) }))}
                      >
                        <span className="truncate">{title}</span>
                        {subtitle && <span className="truncate text-ink-soft">{subtitle}</span>}
                      </Item>
                    );
                  })}
                </Group>
              )}
              {recents.length > 0 && (
                <Group heading="Recent">
                  {recents.map((recent) => (
                    <Item
                      key={recent.pathname}
                      value={recent.pathname}
                      icon={<History />}
                      aside={humanize(recent.pathname.split('/')[3] ?? '')}
                      onSelect={leave(() => navigate({ to: recent.pathname }))}
                    >
                      <span className="truncate">{recent.title}</span>
                    </Item>
                  ))}
                </Group>
              )}
              {(['Do', 'Go to'] as const).map((group) => {
                const shown = meant.filter((command) => command.group === group);
                return (
                  shown.length > 0 && (
                    <Group key={group} heading={group}>
                      {shown.map(({ id, label, icon: Icon, keys, run }) => (
                        <Item
                          key={id}
                          value={id}
                          icon={<Icon />}
                          aside={keys && <Keys keys={keys} />}
                          onSelect={leave(run)}
                        >
                          <span className="truncate">{label}</span>
                        </Item>
                      ))}
                    </Group>
                  )
                );
              })}
            </Command.List>
            {found.length === 0 && meant.length === 0 && text !== '' && (
              <p role="status" className="px-4 py-6 text-center text-ink-soft">
                {search.isError
                  ? reasonOf(search.error)
                  : search.isFetching
                    ? 'Searching…'
                    : 'Nothing is called so. Names, addresses, numbers and IDs are found by their beginnings.'}
              </p>
            )}
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="mb-1 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-faint [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

function Item({
  value,
  icon,
  aside,
  onSelect,
  children,
}: {
  value: string;
  icon: ReactNode;
  aside?: ReactNode;
  onSelect(): void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-default items-center gap-3 rounded-md px-2.5 py-1.5 data-[selected=true]:bg-hover pointer-coarse:min-h-11 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-soft"
    >
      {icon}
      <span className="flex min-w-0 flex-1 gap-2">{children}</span>
      {aside && <span className="shrink-0 text-ink-faint text-xs">{aside}</span>}
    </Command.Item>
  );
}
