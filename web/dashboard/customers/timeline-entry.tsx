import { cn } from '../../ui/class-names.ts';
import { detailOf, eventName, toneOf } from '../shared/event-words.ts';
import { exactMoment, humanize } from '../shared/format.ts';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { objectAddress } from '../shared/object-address.ts';
import type { TimelineEntry } from '../shared/objects.ts';

const dots = {
  neutral: 'bg-line-strong',
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
  info: 'bg-info',
  accent: 'bg-accent',
};

const times = new Intl.DateTimeFormat(navigator.language, { timeStyle: 'short' });

/** Who does what nobody of the team does. */
const actors: Record<string, string> = {
  api_key: 'an API key',
  customer_session: 'the customer, in the portal',
  checkout: 'the customer, in a checkout',
  operator: 'the operator of the server',
};

/** One thing that happened. @param names of the team's people, by their ids */
export function Entry({
  entry,
  names,
  showsChanges,
}: {
  entry: TimelineEntry;
  names: ReadonlyMap<string, string>;
  showsChanges: boolean;
}) {
  const { actor, title, at } = entry;
  const address =
    entry.object_type === 'customer' ? undefined : objectAddress(entry.object_type, entry.object_id);
  const mail = entry.object_type === 'mail' ? (['mails', entry.object_id] as const) : undefined;
  const to = address ?? mail;
  const detail = detailOf(entry);
  const by =
    actor?.kind === 'user'
      ? (names.get(actor.id ?? '') ?? 'somebody of the team')
      : actors[actor?.kind ?? ''];
  return (
    <li className="relative py-1.5 pl-5">
      <span
        aria-hidden="true"
        className={cn(
          'absolute top-3.5 -left-[4.5px] size-2 rounded-full ring-4 ring-surface',
          dots[toneOf(entry)],
        )}
      />
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="min-w-0">
          <span className="font-medium">{eventName(entry)}</span>
          {title && (
            <>
              {' '}
              {to ? (
                <ScreenLink to={to} className={textLink}>
                  {title}
                </ScreenLink>
              ) : (
                title
              )}
            </>
          )}
          {detail && <span className="text-ink-soft tabular-nums">, {detail}</span>}
          {by && <span className="text-ink-soft"> by {by}</span>}
        </p>
        <time dateTime={at} title={exactMoment(at)} className="text-ink-faint text-xs tabular-nums">
          {times.format(new Date(at))}
        </time>
      </div>
      {(showsChanges || entry.type === 'customer.updated') && <Changes changes={entry.changes} />}
    </li>
  );
}

function Changes({ changes }: Pick<TimelineEntry, 'changes'>) {
  const shown = Object.entries(changes).filter(([name]) => name !== 'version' && name !== 'modifiedAt');
  if (shown.length === 0) return null;
  return (
    <ul className="mt-0.5 flex flex-col text-[0.8125rem]/5 text-ink-soft">
      {shown.map(([name, { before, after }]) => (
        <li key={name} className="min-w-0">
          {wordsOf(name)}: <Value value={before} isOld /> → <Value value={after} />
        </li>
      ))}
    </ul>
  );
}

/** "billingName" as people read it. */
const wordsOf = (name: string) => humanize(name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));

function Value({ value, isOld = false }: { value: unknown; isOld?: boolean }) {
  const text =
    value === null || value === undefined
      ? 'nothing'
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
  return <span className={cn('break-words', isOld ? 'text-ink-faint' : 'text-ink')}>{text}</span>;
}
