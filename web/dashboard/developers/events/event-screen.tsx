import { useParams } from '@tanstack/react-router';
import { RotateCw, Send } from 'lucide-react';
import { useState } from 'react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Card, Fact, Facts } from '../../../ui/card.tsx';
import { Field, Select } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import { useMay } from '../../session.ts';
import { exactMoment, humanize } from '../../shared/format.ts';
import { IdFact } from '../../shared/id-fact.tsx';
import { JsonView } from '../../shared/json-view.tsx';
import { ScreenLink, textLink } from '../../shared/links.tsx';
import { Loaded, LoadedPart } from '../../shared/loaded.tsx';
import { objectAddress } from '../../shared/object-address.ts';
import { Columns, Page } from '../../shared/page.tsx';
import { useAct, useScopedQuery } from '../../shared/queries.ts';
import type { Endpoint, FlorinEvent, Message } from '../objects.ts';
import { MessageStatus } from '../states.tsx';
import { redeliver } from '../webhooks/messages-list.tsx';
import { endpointName, useEndpoints } from '../webhooks/use-endpoints.ts';

const lookMilliseconds = 2_500;
const mostMessages = 100;

export default function EventScreen() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const event = useScopedQuery(['events', id], () =>
    answerOf(florin.GET('/florin/v1/events/{id}', { params: { path: { id } } })),
  );
  return (
    <Loaded query={event} what="This event">
      {(data) => <EventPage event={data} />}
    </Loaded>
  );
}

function EventPage({ event }: { event: FlorinEvent }) {
  return (
    <Page title={event.type} trail={[{ label: 'Events', to: ['events'] }]}>
      <Columns
        main={
          <>
            <ReachedWebhooks event={event} />
            <Card title="Data" description="The object after this event." isFlush>
              <JsonView value={event.data} label="Data" />
            </Card>
          </>
        }
        aside={
          <Card title="Event">
            <EventFacts event={event} />
          </Card>
        }
      />
    </Page>
  );
}

function EventFacts({ event }: { event: FlorinEvent }) {
  const { id, object_type, object_id, occurred_at, recorded_at, request_id } = event;
  const address = objectAddress(object_type, object_id);
  const isByOtherClock = Math.abs(new Date(occurred_at).getTime() - new Date(recorded_at).getTime()) > 60_000;
  return (
    <Facts>
      <Fact name={humanize(object_type)}>
        <span className="block truncate font-mono text-[0.8125rem]/5">
          {address ? (
            <ScreenLink to={address} className={textLink}>
              {object_id}
            </ScreenLink>
          ) : (
            object_id
          )}
        </span>
      </Fact>
      <Fact name="Happened">{exactMoment(occurred_at)}</Fact>
      {isByOtherClock && <Fact name="Written">{exactMoment(recorded_at)}</Fact>}
      <Fact name="Request">
        <ScreenLink
          to={['audit']}
          search={{ request: request_id }}
          className={`${textLink} block truncate font-mono text-[0.8125rem]/5`}
        >
          {request_id}
        </ScreenLink>
      </Fact>
      <IdFact id={id} />
    </Facts>
  );
}

/** Which endpoints were told of it, and a way to tell them again, or others. */
function ReachedWebhooks({ event }: { event: FlorinEvent }) {
  const mayWrite = useMay('webhooks:write');
  const endpoints = useEndpoints();
  const messages = useScopedQuery(
    ['webhooks', 'of-event', event.id],
    async () => {
      const query = { event_id: event.id, limit: mostMessages };
      return (await answerOf(florin.GET('/florin/v1/webhooks/messages', { params: { query } }))).items;
    },
    { refetchInterval: lookMilliseconds },
  );
  const again = useAct((ids: readonly string[]) => redeliver(ids), {
    done: (_, ids) => (ids.length === 1 ? 'Sent again.' : 'All sent again.'),
  });
  const known = endpoints.data ?? [];
  const finished = (messages.data ?? []).filter(
    ({ status, endpoint_id }) => status !== 'pending' && known.some(({ id }) => id === endpoint_id),
  );
  return (
    <Card
      title="Webhooks"
      description="Endpoints that were notified."
      isFlush
      actions={
        mayWrite &&
        finished.length > 1 && (
          <Button
            size="small"
            isBusy={again.isPending}
            onClick={() => again.mutate(finished.map(({ id }) => id))}
          >
            <RotateCw /> Redeliver all
          </Button>
        )
      }
    >
      <LoadedPart query={messages}>
        {(items) => (
          <>
            {items.length === 0 ? (
              <p className="px-5 pb-4 text-ink-soft text-sm">
                None. No endpoint was subscribed to this event.
              </p>
            ) : (
              <ul aria-label="Webhooks that were told" className="divide-y divide-line border-line border-t">
                {items.map((message) => (
                  <Told
                    key={message.id}
                    message={message}
                    endpoint={known.find(({ id }) => id === message.endpoint_id)}
                    onRedeliver={mayWrite ? () => again.mutate([message.id]) : undefined}
                    isBusy={again.isPending}
                  />
                ))}
              </ul>
            )}
            {mayWrite && known.length > 0 && <TellAnother event={event} endpoints={known} />}
          </>
        )}
      </LoadedPart>
    </Card>
  );
}

function Told({
  message,
  endpoint,
  onRedeliver,
  isBusy,
}: {
  message: Message;
  /** Missing where it is deleted. */
  endpoint: Endpoint | undefined;
  onRedeliver: (() => void) | undefined;
  isBusy: boolean;
}) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 py-3 text-sm">
      <span className="min-w-48 flex-1">
        <ScreenLink
          to={['webhooks', message.endpoint_id, 'messages', message.id]}
          className="font-medium hover:underline"
        >
          {endpoint ? endpointName(endpoint) : 'A deleted endpoint'}
        </ScreenLink>
        <span className="block font-mono text-[0.8125rem] text-ink-soft">{message.type}</span>
      </span>
      <MessageStatus message={message} />
      {onRedeliver && endpoint && message.status !== 'pending' && (
        <Button size="small" isBusy={isBusy} onClick={onRedeliver}>
          <RotateCw /> Redeliver
        </Button>
      )}
    </li>
  );
}

/** Replays it for an endpoint, be it told of it before or not. */
function TellAnother({ event, endpoints }: { event: FlorinEvent; endpoints: readonly Endpoint[] }) {
  const [chosen, setChosen] = useState('');
  const replay = useAct(
    (id: string) =>
      answerOf(
        florin.POST('/florin/v1/webhooks/endpoints/{id}/test', {
          params: { path: { id } },
          body: { event_id: event.id },
        }),
      ),
    { done: 'Replayed.', isSilent: true },
  );
  const id = chosen || endpoints[0]?.id || '';
  return (
    <div className="flex flex-col gap-3 border-line border-t px-5 py-4">
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Replay to" className="min-w-48 flex-1">
          <Select value={id} onChange={({ target }) => setChosen(target.value)}>
            {endpoints.map((endpoint) => (
              <option key={endpoint.id} value={endpoint.id}>
                {endpointName(endpoint)}
              </option>
            ))}
          </Select>
        </Field>
        <Button isBusy={replay.isPending} onClick={() => replay.mutate(id)}>
          <Send /> Replay
        </Button>
      </div>
      {replay.isError && <Notice tone="bad">{replay.error.message}</Notice>}
    </div>
  );
}
