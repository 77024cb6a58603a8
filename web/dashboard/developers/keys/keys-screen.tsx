import { Link } from '@tanstack/react-router';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/dialog.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { useMay, useWorkspace } from '../../session.ts';
import { ago, day, exactMoment } from '../../shared/format.ts';
import { useAddress } from '../../shared/links.tsx';
import { type Column, List } from '../../shared/list.tsx';
import { Page } from '../../shared/page.tsx';
import { useAct } from '../../shared/queries.ts';
import type { Key } from '../objects.ts';
import { isLive, KeyStatus } from '../states.tsx';
import { allAt, scopesOf } from './areas.ts';

const everyScope = scopesOf(allAt('write')).length;

/** What a key may do, in a word or two. */
function reachOf({ scopes }: Key): string {
  if (scopes.length >= everyScope) return 'Everything';
  if (scopes.every((scope) => scope.endsWith(':read'))) return `Reads ${scopes.length} areas`;
  return `${scopes.length} scopes`;
}

function columnsWith(revoke: ((key: Key) => void) | undefined): readonly Column<Key>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      cell: ({ name }) => <span className="font-medium">{name}</span>,
      csv: ({ name }) => name,
    },
    {
      id: 'token',
      header: 'Key',
      cell: ({ mode, token_hint }) => (
        <span className="font-mono text-[0.8125rem] text-ink-soft">
          sk_{mode}_…{token_hint}
        </span>
      ),
      csv: ({ token_hint }) => token_hint,
    },
    {
      id: 'scopes',
      header: 'Permissions',
      cell: (key) => <span title={key.scopes.join(', ')}>{reachOf(key)}</span>,
      csv: ({ scopes }) => scopes.join(' '),
      className: 'text-ink-soft',
    },
    {
      id: 'used',
      header: 'Last used',
      cell: ({ last_used_at }) =>
        last_used_at ? (
          <span title={exactMoment(last_used_at)}>{ago(last_used_at, new Date())}</span>
        ) : (
          'Never'
        ),
      csv: ({ last_used_at }) => last_used_at,
      className: 'text-ink-soft',
      onPhone: 'hidden',
    },
    {
      id: 'created',
      header: 'Created',
      cell: ({ created_at }) => day(created_at),
      csv: ({ created_at }) => created_at,
      className: 'text-ink-soft',
    },
    {
      id: 'status',
      header: 'Status',
      cell: (key) => <KeyStatus {...key} />,
      csv: (key) => (isLive(key) ? 'active' : key.revoked_at ? 'revoked' : 'expired'),
      onPhone: 'aside',
    },
    ...(revoke
      ? [
          {
            id: 'acts',
            header: 'Actions',
            cell: (key: Key) =>
              isLive(key) && (
                <Button
                  size="small"
                  look="danger-quiet"
                  aria-label={`Revoke ${key.name}`}
                  onClick={() => revoke(key)}
                >
                  Revoke
                </Button>
              ),
            align: 'right' as const,
          },
        ]
      : []),
  ];
}

export default function KeysScreen() {
  const address = useAddress();
  const { organization, mode } = useWorkspace();
  const mayWrite = useMay('organization_access_tokens:write');
  const [asked, setAsked] = useState<Key>();
  const revoke = useAct(
    ({ id }: Key) =>
      answerOf(
        florin.DELETE('/florin/v1/organizations/{id}/keys/{key_id}', {
          params: { path: { id: organization.id, key_id: id } },
        }),
      ),
    { done: (_, { name }) => `${name} revoked.` },
  );
  const newButton = mayWrite && (
    <Button asChild look="primary">
      <Link to={address('keys', 'new')}>
        <Plus /> New key
      </Link>
    </Button>
  );
  return (
    <Page
      title="API keys"
      description={`For ${mode} mode. Every key works with all APIs that Florin supports.`}
      actions={newButton}
    >
      <List
        name="API keys"
        queryKey={['keys', 'list']}
        fetch={async (cursor) => {
          const { items, next_cursor } = await answerOf(
            florin.GET('/florin/v1/organizations/{id}/keys', {
              params: { path: { id: organization.id }, query: { mode, ...(cursor ? { cursor } : {}) } },
            }),
          );
          return { items, next: next_cursor ?? undefined };
        }}
        columns={columnsWith(mayWrite ? setAsked : undefined)}
        idOf={({ id }) => id}
        empty={
          <EmptyState icon={<KeyRound />} title={`No ${mode} keys yet`} action={newButton}>
            Your server needs a key to call Florin. The key is shown once, when you create it.
          </EmptyState>
        }
      />
      <ConfirmDialog
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={`Revoke ${asked?.name ?? ''}?`}
        description="Everything that uses it stops working now. This cannot be undone. Create a new key and switch over first."
        action="Revoke key"
        onConfirm={() => asked && revoke.mutateAsync(asked)}
      />
    </Page>
  );
}
