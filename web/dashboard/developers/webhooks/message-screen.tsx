import { useParams } from '@tanstack/react-router';
import { ChevronRight, RotateCw } from 'lucide-react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card, Fact, Facts } from '../../../ui/card.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { useMay } from '../../session.ts';
import { dayAndTime, exactMoment, number } from '../../shared/format.ts';
import { IdFact } from '../../shared/id-fact.tsx';
import { JsonView, readJson } from '../../shared/json-view.tsx';
import { ScreenLink, textLink } from '../../shared/links.tsx';
import { Loaded } from '../../shared/loaded.tsx';
import { Columns, Page } from '../../shared/page.tsx';
import { useAct, useScopedQuery } from '../../shared/queries.ts';
import type { Delivery, WholeMessage } from '../objects.ts';
import { MessageStatus } from '../states.tsx';
import { redeliver } from './messages-list.tsx';
import { endpointName, useEndpoint } from './use-endpoints.ts';

const lookMilliseconds = 1_500;

export default function MessageScreen() {
  const { message: id = '' } = useParams({ strict: false }) as { message?: string };
  const message = useScopedQuery(
    ['webhooks', 'message', id],
    () => answerOf(florin.GET('/florin/v1/webhooks/messages/{id}', { params: { path: { id } } })),
    { refetchInterval: lookMilliseconds },
  );
  return (
    <Loaded query={message} what="This message">
      {(data) => <MessagePage message={data} />}
    </Loaded>
  );
}

function MessagePage({ message }: { message: WholeMessage }) {
  const mayWrite = useMay('webhooks:write');
  const endpoint = useEndpoint(message.endpoint_id);
  const again = useAct(() => redeliver([message.id]), { done: 'Sent again.' });
  const name = endpoint.data ? endpointName(endpoint.data) : 'Endpoint';
  return (
    <Page
      title={message.type}
      badge={<MessageStatus message={message} />}
      trail={[
        { label: 'Webhooks', to: ['webhooks'] },
        { label: name, to: ['webhooks', message.endpoint_id] },
      ]}
      actions={
        mayWrite &&
        message.status !== 'pending' && (
          <Button isBusy={again.isPending} onClick={() => again.mutate(undefined)}>
            <RotateCw /> Redeliver
          </Button>
        )
      }
    >
      <Columns
        main={
          <>
            <Card title="Attempts" isFlush>
              {message.deliveries.length === 0 ? (
                <EmptyState title="Not sent yet" className="py-8">
                  The first attempt is on its way.
                </EmptyState>
              ) : (
                <ol aria-label="Attempts" className="divide-y divide-line border-line border-t">
                  {message.deliveries.map((delivery, index) => (
                    <Attempt key={delivery.id} delivery={delivery} isOpen={index === 0} />
                  ))}
                </ol>
              )}
            </Card>
            <Card title="What is sent" isFlush>
              {message.body === null ? (
                <p className="px-5 pb-5 text-ink-soft text-sm">
                  The event could not be put into words yet. It is tried again.
                </p>
              ) : (
                <JsonView value={readJson(message.body)} label="What is sent" />
              )}
            </Card>
          </>
        }
        aside={
          <Card title="Message">
            <MessageFacts message={message} name={name} />
          </Card>
        }
      />
    </Page>
  );
}

function MessageFacts({ message, name }: { message: WholeMessage; name: string }) {
  return (
    <Facts>
      <Fact name="Endpoint">
        <ScreenLink to={['webhooks', message.endpoint_id]} className={textLink}>
          {name}
        </ScreenLink>
      </Fact>
      <Fact name="Event">
        <ScreenLink to={['events', message.event_id]} className={textLink}>
          What happened
        </ScreenLink>
      </Fact>
      <Fact name="Made">{exactMoment(message.created_at)}</Fact>
      <Fact name="Attempts">{message.attempts}</Fact>
      {message.next_attempt_at && <Fact name="Next attempt">{dayAndTime(message.next_attempt_at)}</Fact>}
      {message.finished_at && <Fact name="Finished">{dayAndTime(message.finished_at)}</Fact>}
      <IdFact id={message.id} />
    </Facts>
  );
}

/** One attempt: how it went, and to be opened what was asked and answered. */
function Attempt({ delivery, isOpen }: { delivery: Delivery; isOpen: boolean }) {
  const { attempt, succeeded, http_code, milliseconds, created_at, url, request_headers, response } =
    delivery;
  return (
    <li>
      <details open={isOpen} className="group">
        <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-1 px-5 py-3 text-sm -outline-offset-2 hover:bg-hover/60">
          <ChevronRight
            aria-hidden="true"
            className="size-4 text-ink-faint transition-transform group-open:rotate-90"
          />
          <Badge tone={succeeded ? 'good' : 'bad'}>{http_code ?? 'No answer'}</Badge>
          <span className="font-medium">Attempt {attempt}</span>
          <span className="ml-auto text-ink-soft tabular-nums">
            {number(milliseconds)} ms · {dayAndTime(created_at)}
          </span>
        </summary>
        <div className="flex flex-col gap-4 px-5 pt-1 pb-5 sm:pl-12">
          <Part title="Request">
            {`POST ${url}\n${Object.entries(request_headers)
              .map(([name, value]) => `${name}: ${value}`)
              .join('\n')}`}
          </Part>
          <Part title="Answer">{response || (http_code === null ? 'None.' : 'Empty.')}</Part>
        </div>
      </details>
    </li>
  );
}

function Part({ title, children }: { title: string; children: string }) {
  return (
    <div className="min-w-0">
      <h3 className="mb-1.5 font-medium text-ink-soft text-xs">{title}</h3>
      <pre className="max-h-64 overflow-auto whitespace-pre-wrap break-all rounded-lg border border-line bg-sunken px-3.5 py-2.5 font-mono text-[0.8125rem]/5">
        {children}
      </pre>
    </div>
  );
}
