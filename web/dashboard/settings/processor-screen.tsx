import { useState } from 'react';
import { florin } from '../../api/client.ts';
import type { operations } from '../../api/generated/florin.ts';
import { answerOf } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, Fact, Facts } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useMay, useWorkspace } from '../session.ts';
import { dayAndTime } from '../shared/format.ts';
import { LoadedPart } from '../shared/loaded.tsx';
import type { Answered, Sent } from '../shared/objects.ts';
import { useAct, useScopedQuery } from '../shared/queries.ts';
import { SettingsForm, SettingsPage } from './settings-page.tsx';

type Setting = Answered<operations['get_organizations_id_processor']>;
type StripeAccount = Sent<operations['put_organizations_id_processor']>;

function useParams() {
  const { organization, mode } = useWorkspace();
  return { path: { id: organization.id }, query: { mode } };
}

export default function ProcessorScreen() {
  const params = useParams();
  const mayWrite = useMay('organizations:write');
  const setting = useScopedQuery(['organization', 'processor'], () =>
    answerOf(florin.GET('/florin/v1/organizations/{id}/processor', { params })),
  );
  return (
    <SettingsPage>
      <LoadedPart query={setting}>
        {(data) => (
          <>
            <State setting={data} />
            {/* Other keys are another form: none is ever shown again. */}
            {mayWrite && <StripeForm key={data.modified_at ?? data.created_at} setting={data} />}
          </>
        )}
      </LoadedPart>
    </SettingsPage>
  );
}

function State({ setting }: { setting: Setting }) {
  const { mode } = useWorkspace();
  const params = useParams();
  const mayWrite = useMay('organizations:write');
  const [isAsked, setAsked] = useState(false);
  const forget = useAct(
    () => answerOf(florin.DELETE('/florin/v1/organizations/{id}/processor', { params })),
    { done: 'Stripe disconnected.' },
  );
  const { processor, publishable_key, base_url, created_at, modified_at } = setting;
  return (
    <Card
      title={`Payments in ${mode} mode`}
      actions={
        mayWrite &&
        processor === 'stripe' && (
          <Button size="small" look="danger-quiet" onClick={() => setAsked(true)}>
            Disconnect…
          </Button>
        )
      }
    >
      {processor === 'stripe' ? (
        <Facts>
          <Fact name="Processor">
            <Badge tone="good">Stripe</Badge>
          </Fact>
          <Fact name="Secret keys">Stored encrypted, never shown again</Fact>
          <Fact name="Publishable key">
            {publishable_key ? (
              <span className="break-all font-mono text-[0.8125rem]/5">{publishable_key}</span>
            ) : (
              'None: the checkout’s own card form does not open'
            )}
          </Fact>
          {base_url && <Fact name="Server">{base_url}</Fact>}
          {created_at && <Fact name="Since">{dayAndTime(modified_at ?? created_at)}</Fact>}
        </Facts>
      ) : processor === 'sandbox' ? (
        <div className="flex flex-col gap-3 text-sm/6">
          <p>
            <Badge tone="info">Sandbox</Badge>
          </p>
          <p className="text-ink-soft">
            Test cards, no real money: 4242 4242 4242 4242 succeeds, 4000 0000 0000 0002 is declined, 4000
            0025 0000 3155 asks for 3-D Secure. Connect a Stripe test account to try the real thing.
          </p>
        </div>
      ) : (
        <Notice tone="warn" title="No payment processor yet">
          Live checkouts that cost something are refused until you connect Stripe.
        </Notice>
      )}
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title="Disconnect Stripe?"
        description={
          mode === 'live'
            ? 'Nothing can be charged in live mode afterwards: renewals fail, and what was paid cannot be refunded until the account is set again.'
            : 'The sandbox charges in test mode afterwards. What was paid through Stripe cannot be refunded until the account is set again.'
        }
        action="Disconnect Stripe"
        onConfirm={() => forget.mutateAsync(undefined)}
      />
    </Card>
  );
}

/** What Stripe is to tell of. */
const stripeEvents = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
  'payment_intent.processing',
  'payment_intent.canceled',
  'setup_intent.succeeded',
  'setup_intent.setup_failed',
  'setup_intent.requires_action',
  'setup_intent.canceled',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
];

function StripeForm({ setting }: { setting: Setting }) {
  const { mode } = useWorkspace();
  const params = useParams();
  const save = useAct(
    (body: StripeAccount) =>
      answerOf(florin.PUT('/florin/v1/organizations/{id}/processor', { params, body })),
    { done: 'Stripe connected.', isSilent: true },
  );
  const form = useForm(
    { secret_key: '', webhook_secret: '', publishable_key: setting.publishable_key ?? '' },
    async ({ secret_key, webhook_secret, publishable_key }) => {
      await save.mutateAsync({
        processor: 'stripe',
        secret_key: secret_key.trim(),
        webhook_secret: webhook_secret.trim(),
        ...(publishable_key.trim() ? { publishable_key: publishable_key.trim() } : {}),
      });
    },
  );
  const { values, set, errorOf } = form;
  return (
    <SettingsForm
      form={form}
      title={setting.processor === 'stripe' ? 'Change the account at Stripe' : 'Connect Stripe'}
      description="Buyers enter their card in Stripe’s own form. Card numbers never reach this server."
    >
      <Step number={1} title="Receive events from Stripe">
        <p>In Stripe’s dashboard, add a webhook endpoint with this address:</p>
        <div className="flex items-center gap-2 rounded-lg border border-line bg-sunken py-1 pr-1 pl-3.5">
          <span className="min-w-0 flex-1 break-all font-mono text-[0.8125rem]/5 text-ink">
            {setting.webhook_url}
          </span>
          <CopyButton text={setting.webhook_url} label="Copy the webhook address" />
        </div>
        <details>
          <summary className="rounded text-ink underline underline-offset-4">
            The {stripeEvents.length} events that it is to send
          </summary>
          <ul className="mt-2 grid gap-x-4 gap-y-1 font-mono text-[0.8125rem]/5 sm:grid-cols-2">
            {stripeEvents.map((type) => (
              <li key={type}>{type}</li>
            ))}
          </ul>
        </details>
      </Step>
      <Step number={2} title="Add your API keys">
        <Field
          label="Secret key"
          isRequired
          error={errorOf('secret_key')}
          hint={`sk_${mode}_…, or a restricted key rk_${mode}_….`}
        >
          <Input
            type="password"
            autoComplete="off"
            className="font-mono"
            value={values.secret_key}
            onChange={(event) => set('secret_key', event.target.value)}
          />
        </Field>
        <Field
          label="Signing secret of the webhook endpoint"
          isRequired
          error={errorOf('webhook_secret')}
          hint="whsec_…"
        >
          <Input
            type="password"
            autoComplete="off"
            className="font-mono"
            value={values.webhook_secret}
            onChange={(event) => set('webhook_secret', event.target.value)}
          />
        </Field>
        <Field
          label="Publishable key"
          error={errorOf('publishable_key')}
          hint={`pk_${mode}_…. Used in the browser to open Stripe’s card form. Not a secret.`}
        >
          <Input
            className="font-mono"
            autoComplete="off"
            value={values.publishable_key}
            onChange={(event) => set('publishable_key', event.target.value)}
          />
        </Field>
      </Step>
    </SettingsForm>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: React.ReactNode }) {
  return (
    <section className="flex min-w-0 gap-3.5">
      <span
        aria-hidden="true"
        className="grid size-6 shrink-0 place-items-center rounded-full bg-hover font-semibold text-xs"
      >
        {number}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-3.5 text-ink-soft text-sm/6">
        <h3 className="font-medium text-ink">{title}</h3>
        {children}
      </div>
    </section>
  );
}
