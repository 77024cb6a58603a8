import { Download, ScrollText, ShieldCheck } from 'lucide-react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Menu, MenuItem } from '../../../ui/menu.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { ChoiceFilter, SearchFilter, useAddressState } from '../../shared/filters.tsx';
import { dayAndTime, humanize } from '../../shared/format.ts';
import { useAddress } from '../../shared/links.tsx';
import { type Column, List } from '../../shared/list.tsx';
import { Page } from '../../shared/page.tsx';
import { TimeFilter, useTimeFilter } from '../../shared/time-filter.tsx';
import { useTeam, useTeamNames } from '../../shared/use-team.ts';
import { isObjectId, objectTypes } from '../events/use-event-filter.ts';
import type { AuditEntry } from '../objects.ts';
import { accountSentence, isSaidWhole } from './account-words.ts';
import { ActorName, actorKinds } from './actor.tsx';
import { flatChanges } from './changes.ts';
import { useAuditExport } from './use-audit-export.ts';
import { VerificationDialog } from './verification-dialog.tsx';

const columnsFor = (names: ReadonlyMap<string, string>): readonly Column<AuditEntry>[] => [
  {
    id: 'action',
    header: 'Action',
    cell: (entry) => {
      const sentence = accountSentence(entry, names.get(entry.object_id));
      return (
        <span className="flex flex-col">
          <span className="font-mono text-[0.8125rem]">{entry.action}</span>
          {sentence && <span className="text-ink-soft">{sentence}</span>}
        </span>
      );
    },
  },
  {
    id: 'actor',
    header: 'By',
    cell: ({ actor }) => <ActorName actor={actor} />,
  },
  {
    id: 'changes',
    header: 'What changed',
    cell: ({ action, changes }) => {
      if (isSaidWhole(action)) return '';
      const paths = flatChanges(changes).map(({ path }) => path);
      return paths.slice(0, 3).join(', ') + (paths.length > 3 ? `, ${paths.length - 3} more` : '');
    },
    className: 'max-w-56 text-ink-soft',
    onPhone: 'hidden',
  },
  {
    id: 'object',
    header: 'Object',
    cell: ({ object_type }) => humanize(object_type),
    className: 'text-ink-soft',
    onPhone: 'hidden',
  },
  {
    id: 'time',
    header: 'Time',
    cell: ({ recorded_at }) => dayAndTime(recorded_at),
    align: 'right',
    className: 'text-ink-soft',
  },
];

type Kind = AuditEntry['actor']['kind'];

/** What the address says, as the API takes it. */
function useAuditFilter() {
  const [{ query = '', by = '', object, request }] = useAddressState();
  const time = useTimeFilter('wall');
  const text = query.trim();
  const kind = Object.keys(actorKinds).find((one) => one === by) as Kind | undefined;
  return {
    ...(text === '' ? {} : isObjectId(text) ? { object_id: text } : { action: text.toLowerCase() }),
    // Somebody of the team by id, else everybody of a kind.
    ...(kind ? { actor: kind } : isObjectId(by) ? { actor_id: by } : {}),
    ...(object ? { object_type: object } : {}),
    ...(request ? { request_id: request } : {}),
    ...time,
  };
}

export default function AuditScreen() {
  const names = useTeamNames();
  const address = useAddress();
  const [{ verify, request }, change] = useAddressState();
  const filter = useAuditFilter();
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page
      title="Audit log"
      description="Who changed what, sealed against later changes."
      actions={
        <Button onClick={() => change({ verify: 'yes' })}>
          <ShieldCheck /> Verify the chain
        </Button>
      }
    >
      <List
        name="Audit log"
        queryKey={['audit', 'list', filter]}
        fetch={async (after) => {
          const query = { ...filter, ...(after ? { cursor: Number(after) } : {}) };
          const { items, next_cursor } = await answerOf(
            florin.GET('/florin/v1/audit', { params: { query } }),
          );
          return { items, next: next_cursor ?? undefined };
        }}
        columns={columnsFor(names)}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('audit', id)}
        filters={<Filters request={request} />}
        exportButton={<ExportMenu filter={filter} />}
        empty={
          isFiltered ? (
            <EmptyState icon={<ScrollText />} title="No matching entries">
              Actions match whole names such as customer.updated. Try another, or a longer time.
            </EmptyState>
          ) : (
            <EmptyState icon={<ScrollText />} title="No changes yet">
              Every change is recorded here: who made it, before and after.
            </EmptyState>
          )
        }
      />
      {verify && <VerificationDialog onClose={() => change({ verify: undefined })} />}
    </Page>
  );
}

function Filters({ request }: { request: string | undefined }) {
  const [, change] = useAddressState();
  const team = useTeam();
  const people = (team.data ?? []).map(({ user_id, name }) => ({ value: user_id, label: name }));
  const kinds = Object.entries(actorKinds).map(([value, { label }]) => ({ value, label }));
  return (
    <>
      <SearchFilter label="Action, or the ID of an object" />
      <ChoiceFilter label="By" name="by" all="Anybody" options={[...people, ...kinds]} />
      <ChoiceFilter
        label="Object"
        name="object"
        all="Any"
        options={objectTypes.map((value) => ({ value, label: humanize(value) }))}
      />
      <TimeFilter />
      {request && (
        <Button size="small" look="quiet" onClick={() => change({ request: undefined })}>
          Of one request ×
        </Button>
      )}
    </>
  );
}

function ExportMenu({ filter }: { filter: ReturnType<typeof useAuditFilter> }) {
  const { run, bytes, stop } = useAuditExport(filter);
  if (bytes !== undefined) {
    return (
      <Button size="small" look="quiet" onClick={stop}>
        {`Stop (${Math.ceil(bytes / 1024)} KB)`}
      </Button>
    );
  }
  return (
    <Menu
      trigger={
        <Button size="small" look="quiet">
          <Download /> Export
        </Button>
      }
    >
      <MenuItem onSelect={() => run('csv')}>As CSV, for spreadsheets</MenuItem>
      <MenuItem onSelect={() => run('ndjson')}>As JSON, one entry a line</MenuItem>
    </Menu>
  );
}
