import { useParams } from '@tanstack/react-router';
import { Paperclip } from 'lucide-react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Card, Fact, Facts } from '../../../ui/card.tsx';
import { EmptyState, Notice } from '../../../ui/states.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { useMay } from '../../session.ts';
import { useAddressState } from '../../shared/filters.tsx';
import { dayAndTime, exactMoment, humanize } from '../../shared/format.ts';
import { ScreenLink, textLink } from '../../shared/links.tsx';
import { Loaded } from '../../shared/loaded.tsx';
import { Columns, Page } from '../../shared/page.tsx';
import { useScopedQuery } from '../../shared/queries.ts';
import { Refused } from '../../shared/refused.tsx';
import type { WholeMail } from '../objects.ts';
import { MailStatus } from '../states.tsx';
import { mailKindLabels } from './kinds.ts';
import { MailFrame } from './mail-frame.tsx';

export default function MailScreen() {
  const mayRead = useMay('customer_sessions:write');
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const mail = useScopedQuery(
    ['mails', id],
    () => answerOf(florin.GET('/florin/v1/mails/{id}', { params: { path: { id } } })),
    { isEnabled: mayRead },
  );
  if (!mayRead) return <Refused title="Email" />;
  return (
    <Loaded query={mail} what="This email">
      {(data) => <MailPage mail={data} />}
    </Loaded>
  );
}

function MailPage({ mail }: { mail: WholeMail }) {
  const [{ as }, change] = useAddressState();
  const isBlank = mail.html === '' && mail.text === '';
  return (
    <Page
      title={mail.subject}
      badge={<MailStatus status={mail.status} />}
      trail={[{ label: 'Emails', to: ['mails'] }]}
    >
      {mail.error && (
        <Notice tone="bad" className="mb-5" title="The last attempt failed">
          {mail.error}
        </Notice>
      )}
      <Columns
        main={
          isBlank ? (
            <Card>
              <EmptyState title="Content not kept">
                Emails with sign-in codes or links are blanked once they are sent.
              </EmptyState>
            </Card>
          ) : (
            <Tabs
              label="How the email is shown"
              value={as === 'text' ? 'text' : 'html'}
              onChange={(value) => change({ as: value === 'text' ? 'text' : undefined })}
              tabs={[
                {
                  value: 'html',
                  label: 'As it looks',
                  content: (
                    <div className="overflow-hidden rounded-xl border border-line">
                      <MailFrame html={mail.html} title={mail.subject} />
                    </div>
                  ),
                },
                {
                  value: 'text',
                  label: 'As text',
                  content: (
                    <pre className="overflow-x-auto whitespace-pre-wrap rounded-xl border border-line bg-surface p-5 font-mono text-[0.8125rem]/6">
                      {mail.text}
                    </pre>
                  ),
                },
              ]}
            />
          )
        }
        aside={
          <>
            <Card title="Email">
              <MailFacts mail={mail} />
            </Card>
            {mail.attachments.length > 0 && (
              <Card title="Attached">
                <ul aria-label="Attached" className="flex flex-col gap-2 text-sm">
                  {mail.attachments.map(({ kind, invoice_id }) => (
                    <li key={`${kind} ${invoice_id}`} className="flex items-center gap-2">
                      <Paperclip aria-hidden="true" className="size-4 text-ink-faint" />
                      <ScreenLink to={['orders', invoice_id]} className={textLink}>
                        {humanize(kind)}, PDF
                      </ScreenLink>
                    </li>
                  ))}
                </ul>
              </Card>
            )}
          </>
        }
      />
    </Page>
  );
}

const languages = new Intl.DisplayNames(['en'], { type: 'language' });

function MailFacts({ mail }: { mail: WholeMail }) {
  const { kind, to, customer_id, event_id, locale, created_at, finished_at, next_attempt_at, attempts } =
    mail;
  return (
    <Facts>
      <Fact name="Kind">{mailKindLabels[kind]}</Fact>
      <Fact name="To">
        {customer_id ? (
          <ScreenLink to={['customers', customer_id]} className={textLink}>
            {to}
          </ScreenLink>
        ) : (
          to
        )}
      </Fact>
      <Fact name="Language">{languages.of(locale) ?? locale}</Fact>
      <Fact name="Made">{exactMoment(created_at)}</Fact>
      {finished_at && mail.status === 'sent' && <Fact name="Sent">{dayAndTime(finished_at)}</Fact>}
      {next_attempt_at && <Fact name="Next attempt">{dayAndTime(next_attempt_at)}</Fact>}
      {attempts > 0 && <Fact name="Attempts">{attempts}</Fact>}
      {event_id && (
        <Fact name="Event">
          <ScreenLink to={['events', event_id]} className={textLink}>
            What happened
          </ScreenLink>
        </Fact>
      )}
    </Facts>
  );
}
