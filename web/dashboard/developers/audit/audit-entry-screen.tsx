import { useParams } from '@tanstack/react-router';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Card, Fact, Facts } from '../../../ui/card.tsx';
import { EmptyState, Notice } from '../../../ui/states.tsx';
import { exactMoment, humanize } from '../../shared/format.ts';
import { IdFact } from '../../shared/id-fact.tsx';
import { ScreenLink, textLink } from '../../shared/links.tsx';
import { Loaded } from '../../shared/loaded.tsx';
import { objectAddress } from '../../shared/object-address.ts';
import { Columns, Page } from '../../shared/page.tsx';
import { useScopedQuery } from '../../shared/queries.ts';
import { useTeamNames } from '../../shared/use-team.ts';
import type { AuditEntry } from '../objects.ts';
import { accountSentence } from './account-words.ts';
import { ActorFacts } from './actor.tsx';
import { type FlatChange, flatChanges } from './changes.ts';

export default function AuditEntryScreen() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const entry = useScopedQuery(['audit', id], () =>
    answerOf(florin.GET('/florin/v1/audit/{id}', { params: { path: { id } } })),
  );
  return (
    <Loaded query={entry} what="This entry">
      {(data) => <EntryPage entry={data} />}
    </Loaded>
  );
}

function EntryPage({ entry }: { entry: AuditEntry }) {
  const changes = flatChanges(entry.changes);
  const names = useTeamNames({ isNeeded: entry.object_type === 'user' });
  return (
    <Page
      title={entry.action}
      description={accountSentence(entry, names.get(entry.object_id))}
      trail={[{ label: 'Audit log', to: ['audit'] }]}
    >
      {entry.erased_by && (
        <Notice className="mb-5" title="Personal data was removed">
          A customer has been erased since. The entry is verified by the digest of its former content.
        </Notice>
      )}
      <Columns
        main={
          <Card title="What changed" isFlush>
            {changes.length === 0 ? (
              <EmptyState title="Nothing to show" className="py-8">
                {entry.erased_by
                  ? 'What it said was erased.'
                  : 'It is written down that this was done; there is no member before and after.'}
              </EmptyState>
            ) : (
              <Changes changes={changes} />
            )}
          </Card>
        }
        aside={
          <Card title="Entry">
            <EntryFacts entry={entry} />
          </Card>
        }
      />
    </Page>
  );
}

function EntryFacts({ entry }: { entry: AuditEntry }) {
  const { object_type, object_id, actor, recorded_at, occurred_at, request_id, id } = entry;
  const address = objectAddress(object_type, object_id);
  const mono = 'block truncate font-mono text-[0.8125rem]/5';
  const isByOtherClock = Math.abs(new Date(occurred_at).getTime() - new Date(recorded_at).getTime()) > 60_000;
  return (
    <Facts>
      <Fact name="By">
        <ActorFacts actor={actor} />
      </Fact>
      <Fact name={humanize(object_type)}>
        <ScreenLink
          to={address ?? ['audit']}
          {...(address ? {} : { search: { query: object_id } })}
          className={`${textLink} ${mono}`}
        >
          {object_id}
        </ScreenLink>
      </Fact>
      <Fact name="Written">{exactMoment(recorded_at)}</Fact>
      {isByOtherClock && <Fact name="By the clock">{exactMoment(occurred_at)}</Fact>}
      <Fact name="Request">
        <ScreenLink to={['audit']} search={{ request: request_id }} className={`${textLink} ${mono}`}>
          {request_id}
        </ScreenLink>
      </Fact>
      <IdFact id={id} />
    </Facts>
  );
}

/** Member by member: as it was, and as it is since. */
function Changes({ changes }: { changes: readonly FlatChange[] }) {
  return (
    <div className="overflow-x-auto border-line border-t">
      <table className="w-full border-collapse text-left text-sm max-sm:block">
        <caption className="sr-only">What changed, before and after</caption>
        <thead className="max-sm:sr-only">
          <tr className="border-line border-b text-ink-soft text-xs">
            {['Member', 'Before', 'After'].map((header) => (
              <th key={header} scope="col" className="px-5 py-2 font-medium">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {changes.map(({ path, before, after }) => (
            <tr
              key={path}
              className="border-line border-b align-top last:border-b-0 max-sm:block max-sm:px-5 max-sm:py-3"
            >
              <th
                scope="row"
                className="w-1/4 break-all px-5 py-3 font-medium font-mono text-[0.8125rem]/5 max-sm:block max-sm:w-full max-sm:px-0 max-sm:pt-0"
              >
                {path}
              </th>
              <td className="w-3/8 px-5 py-2 max-sm:block max-sm:w-full max-sm:px-0 max-sm:py-1">
                <Value value={before} tone="before" />
              </td>
              <td className="w-3/8 px-5 py-2 max-sm:block max-sm:w-full max-sm:px-0 max-sm:py-1">
                <Value value={after} tone="after" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ value, tone }: { value: unknown; tone: 'before' | 'after' }) {
  if (value === null || value === undefined) return <span className="block py-1 text-ink-faint">–</span>;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <span
      className={`block whitespace-pre-wrap break-all rounded-md px-2 py-1 font-mono text-[0.8125rem]/5 ${
        tone === 'before' ? 'bg-bad-soft text-bad' : 'bg-good-soft text-good'
      }`}
    >
      {text === '' ? '(empty)' : text}
    </span>
  );
}
