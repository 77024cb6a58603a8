import { useNavigate, useParams } from '@tanstack/react-router';
import { Ellipsis, KeyRound, Pencil, Power, RotateCw, Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card, Fact, Facts } from '../../../ui/card.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { ConfirmDialog } from '../../../ui/dialog.tsx';
import { Menu, MenuItem, MenuLine } from '../../../ui/menu.tsx';
import { Notice } from '../../../ui/states.tsx';
import { useMay } from '../../session.ts';
import { useAddressState } from '../../shared/filters.tsx';
import { dayAndTime } from '../../shared/format.ts';
import { IdFact } from '../../shared/id-fact.tsx';
import { useAddress } from '../../shared/links.tsx';
import { Loaded } from '../../shared/loaded.tsx';
import { Columns, Page } from '../../shared/page.tsx';
import { useAct } from '../../shared/queries.ts';
import { type Endpoint, type NewEndpoint, vendors } from '../objects.ts';
import { EndpointStatus } from '../states.tsx';
import { EditEndpointDialog } from './edit-endpoint-dialog.tsx';
import { MessagesList } from './messages-list.tsx';
import { RedeliverDialog } from './redeliver-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { endpointName, useEndpoint, useLanguages } from './use-endpoints.ts';

export default function WebhookScreen() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const endpoint = useEndpoint(id);
  return (
    <Loaded query={endpoint} what="This endpoint">
      {(data) => <WebhookPage endpoint={data} />}
    </Loaded>
  );
}

type Asked = 'disable' | 'rotate' | 'delete';

function WebhookPage({ endpoint }: { endpoint: Endpoint }) {
  const mayWrite = useMay('webhooks:write');
  const [{ edit, redeliver }, change] = useAddressState();
  const [asked, setAsked] = useState<Asked>();
  const languages = useLanguages();
  const language = languages.data?.find(({ dialect }) => dialect === endpoint.dialect);
  return (
    <Page
      title={endpointName(endpoint)}
      badge={<EndpointStatus endpoint={endpoint} />}
      description={endpoint.name && <span className="break-all font-mono">{endpoint.url}</span>}
      trail={[{ label: 'Webhooks', to: ['webhooks'] }]}
      actions={mayWrite && <Actions endpoint={endpoint} onAsk={setAsked} />}
    >
      {endpoint.disabled_at && (
        <Notice tone="bad" className="mb-5" title="This endpoint was turned off">
          {`${endpoint.failures_in_a_row} messages in a row were given up on, the last on ${dayAndTime(endpoint.disabled_at)}. Mend what takes them and turn it on again; then redeliver what it missed.`}
        </Notice>
      )}
      <Columns
        main={<MessagesList endpoint={endpoint} />}
        aside={
          <>
            <Card title="Endpoint">
              <EndpointFacts endpoint={endpoint} />
            </Card>
            <Card title={`Events (${endpoint.event_types.length})`}>
              <ul aria-label="Events" className="-my-1 flex max-h-72 flex-wrap gap-1.5 overflow-y-auto py-1">
                {endpoint.event_types.map((type) => (
                  <li key={type}>
                    <Badge className="font-mono">{type}</Badge>
                  </li>
                ))}
              </ul>
            </Card>
          </>
        }
      />
      {edit && mayWrite && language && (
        <EditEndpointDialog
          endpoint={endpoint}
          language={language}
          onClose={() => change({ edit: undefined })}
        />
      )}
      {redeliver && mayWrite && (
        <RedeliverDialog endpoint={endpoint} onClose={() => change({ redeliver: undefined })} />
      )}
      <Questions endpoint={endpoint} asked={asked} onClose={() => setAsked(undefined)} />
    </Page>
  );
}

function EndpointFacts({ endpoint }: { endpoint: Endpoint }) {
  const { id, url, dialect, contract, format, signature_scheme, created_at, modified_at } = endpoint;
  return (
    <Facts>
      <Fact name="Address">
        <span className="flex items-start gap-1">
          <span className="min-w-0 break-all font-mono text-[0.8125rem]/5">{url}</span>
          <span className="-my-1.5">
            <CopyButton text={url} label="Copy the address" />
          </span>
        </span>
      </Fact>
      <Fact name="API">
        {vendors[dialect]} {contract}
      </Fact>
      {format !== 'raw' && (
        <Fact name="As">{format === 'slack' ? 'Slack messages' : 'Discord messages'}</Fact>
      )}
      {signature_scheme && <Fact name="Signed">{signature_scheme}</Fact>}
      <Fact name="Created">{dayAndTime(created_at)}</Fact>
      {modified_at && <Fact name="Changed">{dayAndTime(modified_at)}</Fact>}
      <IdFact id={id} />
    </Facts>
  );
}

function Actions({ endpoint, onAsk }: { endpoint: Endpoint; onAsk(asked: Asked): void }) {
  const { id, enabled } = endpoint;
  const [, change] = useAddressState();
  const navigate = useNavigate();
  const address = useAddress();
  const sendTest = useAct(
    () =>
      answerOf(
        florin.POST('/florin/v1/webhooks/endpoints/{id}/test', { params: { path: { id } }, body: {} }),
      ),
    {
      done: 'Test event sent.',
      onSuccess({ message_ids: [messageId] }) {
        if (messageId) navigate({ to: address('webhooks', id, 'messages', messageId) });
      },
    },
  );
  const enable = useAct(
    () =>
      answerOf(
        florin.PATCH('/florin/v1/webhooks/endpoints/{id}', {
          params: { path: { id } },
          body: { enabled: true },
        }),
      ),
    { done: 'Endpoint turned on.' },
  );
  return (
    <>
      {enabled ? (
        <Button isBusy={sendTest.isPending} onClick={() => sendTest.mutate(undefined)}>
          <Send /> Send a test event
        </Button>
      ) : (
        <Button look="primary" isBusy={enable.isPending} onClick={() => enable.mutate(undefined)}>
          <Power /> Turn on
        </Button>
      )}
      <Button onClick={() => change({ edit: 'yes' })}>
        <Pencil /> Edit
      </Button>
      <Menu
        trigger={
          <Button size="icon" aria-label="More actions">
            <Ellipsis />
          </Button>
        }
      >
        <MenuItem onSelect={() => change({ redeliver: 'yes' })}>
          <RotateCw /> Redeliver a time range…
        </MenuItem>
        <MenuItem onSelect={() => onAsk('rotate')}>
          <KeyRound /> New secret…
        </MenuItem>
        {enabled && (
          <MenuItem onSelect={() => onAsk('disable')}>
            <Power /> Turn off…
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem isDestructive onSelect={() => onAsk('delete')}>
          <Trash2 /> Delete…
        </MenuItem>
      </Menu>
    </>
  );
}

/** What is asked before it is done. */
function Questions({
  endpoint,
  asked,
  onClose,
}: {
  endpoint: Endpoint;
  asked: Asked | undefined;
  onClose(): void;
}) {
  const { id } = endpoint;
  const name = endpointName(endpoint);
  const navigate = useNavigate();
  const address = useAddress();
  const [rotated, setRotated] = useState<NewEndpoint>();
  const params = { path: { id } };
  const disable = useAct(
    () => answerOf(florin.PATCH('/florin/v1/webhooks/endpoints/{id}', { params, body: { enabled: false } })),
    { done: 'Endpoint turned off.' },
  );
  const rotate = useAct(
    () => answerOf(florin.POST('/florin/v1/webhooks/endpoints/{id}/secret', { params })),
    { onSuccess: (made) => setRotated(made) },
  );
  const remove = useAct(
    async () => {
      // Left first: what is gone is not to be asked for again.
      await navigate({ to: address('webhooks') });
      await answerOf(florin.DELETE('/florin/v1/webhooks/endpoints/{id}', { params }));
    },
    { done: `${name} deleted.` },
  );
  return (
    <>
      <ConfirmDialog
        isOpen={asked === 'disable'}
        onClose={onClose}
        title={`Turn ${name} off?`}
        description="Nothing is sent while it is off, and waiting messages are skipped. You can redeliver them later."
        action="Turn off"
        onConfirm={() => disable.mutateAsync(undefined)}
      />
      <ConfirmDialog
        isOpen={asked === 'rotate'}
        onClose={onClose}
        title="Create a new secret?"
        description="The new secret is shown once. Where the API supports two signatures, the old one keeps signing for a day, so that you can switch over."
        action="Create new secret"
        isDestructive={false}
        onConfirm={() => rotate.mutateAsync(undefined)}
      />
      <ConfirmDialog
        isOpen={asked === 'delete'}
        onClose={onClose}
        title={`Delete ${name}?`}
        description="Nothing more is sent there, and waiting messages are skipped. Sent messages stay in the log. This cannot be undone."
        action="Delete endpoint"
        onConfirm={() => remove.mutateAsync(undefined)}
      />
      {rotated && (
        <SecretDialog
          secret={rotated.secret}
          signing={rotated}
          isNew={false}
          onClose={() => setRotated(undefined)}
        />
      )}
    </>
  );
}
