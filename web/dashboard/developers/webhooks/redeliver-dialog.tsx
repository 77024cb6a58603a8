import { useEffect, useState } from 'react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/choice.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, Input } from '../../../ui/field.tsx';
import { useForm } from '../../../ui/use-form.ts';
import { FormError } from '../../shared/form-error.tsx';
import { number } from '../../shared/format.ts';
import { useAct, useScopedQuery } from '../../shared/queries.ts';
import type { Endpoint, Message } from '../objects.ts';

const lookMilliseconds = 1_000;
const pageLength = 100;
/** So many that wait are counted; more are told as more. */
const mostCounted = 1_000;

/** A moment as a field for one has it, in the browser's time. */
function fieldText(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

type Statuses = Record<'failed' | 'skipped' | 'succeeded', boolean>;
const statusLabels: Record<keyof Statuses, string> = {
  failed: 'Given up',
  skipped: 'Skipped while it was off',
  succeeded: 'Delivered',
};

/** Sends what was made in a time once more, and shows how far that is. */
export function RedeliverDialog({ endpoint, onClose }: { endpoint: Endpoint; onClose(): void }) {
  const [sent, setSent] = useState<{ count: number; from: string; to: string }>();
  const start = useAct(
    async (range: { from: string; to: string; statuses: Message['status'][] }) =>
      answerOf(
        florin.POST('/florin/v1/webhooks/redeliver', { body: { endpoint_id: endpoint.id, ...range } }),
      ),
    { isSilent: true },
  );
  const form = useForm(
    {
      from: fieldText(new Date(Date.now() - 86_400_000)),
      to: fieldText(new Date(Date.now() + 60_000)),
      statuses: { failed: true, skipped: true, succeeded: false } as Statuses,
    },
    async ({ from, to, statuses }) => {
      const moment = (text: string) => (text ? new Date(text).toISOString() : '');
      const range = { from: moment(from), to: moment(to) };
      const chosen = (Object.keys(statuses) as (keyof Statuses)[]).filter((status) => statuses[status]);
      const { messages } = await start.mutateAsync({ ...range, statuses: chosen });
      setSent({ count: messages, ...range });
    },
  );
  const { values, set, errorOf } = form;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={sent ? 'Redelivery' : 'Redeliver a time range'}
      footer={
        sent ? (
          <Button look="primary" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="primary" type="submit" form="redeliver" isBusy={form.isBusy}>
              Redeliver
            </Button>
          </>
        )
      }
    >
      {sent ? (
        <Progress endpoint={endpoint} sent={sent} />
      ) : (
        <form id="redeliver" onSubmit={form.submit} noValidate className="flex flex-col gap-4">
          <p className="text-ink-soft text-sm/6">
            Messages from this time range are sent again with the same IDs, after those that are waiting.
          </p>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="From" error={errorOf('from')}>
              <Input
                type="datetime-local"
                value={values.from}
                onChange={(event) => set('from', event.target.value)}
              />
            </Field>
            <Field label="To" error={errorOf('to')}>
              <Input
                type="datetime-local"
                value={values.to}
                onChange={(event) => set('to', event.target.value)}
              />
            </Field>
          </div>
          <fieldset className="flex flex-col gap-2.5">
            <legend className="mb-2 font-medium text-[0.8125rem]/5">Which messages</legend>
            {(Object.keys(statusLabels) as (keyof Statuses)[]).map((status) => (
              <Checkbox
                key={status}
                label={statusLabels[status]}
                isChecked={values.statuses[status]}
                onChange={(isChecked) => set('statuses', { ...values.statuses, [status]: isChecked })}
              />
            ))}
            {errorOf('statuses') && (
              <p role="alert" className="text-[0.8125rem]/5 text-bad">
                Choose at least one.
              </p>
            )}
          </fieldset>
          <FormError form={form} />
        </form>
      )}
    </Dialog>
  );
}

/** How many of an endpoint's messages of a time wait, as far as they are counted. */
async function countWaiting(endpointId: string, { from, to }: { from: string; to: string }): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const range = { endpoint_id: endpointId, from, to, status: ['pending' as const], limit: pageLength };
    const query = { ...range, ...(cursor ? { cursor } : {}) };
    const { items, next_cursor } = await answerOf(
      florin.GET('/florin/v1/webhooks/messages', { params: { query } }),
    );
    count += items.length;
    cursor = next_cursor ?? undefined;
  } while (cursor !== undefined && count < mostCounted);
  return count;
}

function Progress({
  endpoint,
  sent,
}: {
  endpoint: Endpoint;
  sent: { count: number; from: string; to: string };
}) {
  const [isOver, setOver] = useState(sent.count === 0);
  const waiting = useScopedQuery(
    ['webhooks', endpoint.id, 'waiting', sent],
    () => countWaiting(endpoint.id, sent),
    { isEnabled: !isOver, refetchInterval: lookMilliseconds },
  );
  useEffect(() => {
    if (waiting.data === 0) setOver(true);
  }, [waiting.data]);
  const left = isOver ? 0 : Math.min(waiting.data ?? sent.count, sent.count);
  if (sent.count === 0) {
    return <p className="text-sm/6">No messages in this time range.</p>;
  }
  return (
    <div className="flex flex-col gap-3 text-sm">
      <progress
        className="h-2 w-full accent-accent"
        aria-label="How many were sent"
        max={sent.count}
        value={sent.count - left}
      />
      <p role="status">
        {number(sent.count - left)} of {number(sent.count)} sent
        {!isOver && (waiting.data ?? 0) >= mostCounted && ', more than a thousand wait'}.
      </p>
      {!isOver && (
        <p className="text-ink-soft">
          You can close this window. Messages that do not arrive are retried for days.
        </p>
      )}
    </div>
  );
}
