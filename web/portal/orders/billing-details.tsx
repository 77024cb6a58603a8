import { Download, Lock } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Fact, Facts } from '../../ui/card.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { addressOf, draftOf } from '../billing/address.ts';
import { AddressFields } from '../billing/address-fields.tsx';
import { AddressLines } from '../billing/address-lines.tsx';
import { useProblemText } from '../problem-text.ts';
import type { Order } from '../queries.ts';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';
import { useDownload } from './use-download.ts';

/**
 * Whom the invoice of an order names. Until it is made, its customer may change that, but for the place that the tax was worked
 * out for; once it is made, nothing: an invoice that was handed out must not say two things.
 */
export function BillingDetails({ order }: { order: Order }) {
  return order.is_invoice_generated ? <FixedDetails order={order} /> : <DetailsForm order={order} />;
}

function FixedDetails({ order }: { order: Order }) {
  const { say } = useWords();
  const download = useDownload();
  return (
    <Card
      title={say('invoice')}
      actions={
        <Button
          size="small"
          isBusy={download.isPending}
          onClick={() => download.mutate({ kind: 'invoice', id: order.id })}
        >
          <Download aria-hidden="true" /> {say('downloadInvoice')}
        </Button>
      }
    >
      <Facts>
        <Fact name={say('invoiceNumber')}>{order.invoice_number}</Fact>
        <Fact name={say('billingName')}>{order.billing_name}</Fact>
        <Fact name={say('billingAddress')}>
          {order.billing_address && <AddressLines address={order.billing_address} />}
        </Fact>
      </Facts>
      <p className="mt-4 flex items-start gap-2 text-ink-soft text-sm">
        <Lock aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        {say('detailsFixed')}
      </p>
    </Card>
  );
}

function DetailsForm({ order }: { order: Order }) {
  const { say } = useWords();
  const textOf = useProblemText();
  const [name, setName] = useState(order.billing_name ?? '');
  const [address, setAddress] = useState(() => draftOf(order.billing_address));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const download = useDownload();
  const save = () =>
    answerOf(
      polar.PATCH('/v1/customer-portal/orders/{id}', {
        params: { path: { id: order.id } },
        // The contract that knows the lock: it refuses to change what an invoice, made meanwhile, says.
        headers: { 'Polar-Version': null },
        body: { billing_name: name.trim() || null, billing_address: addressOf(address) },
      }),
    );
  const tellFaults = (error: Error) => {
    if (!(error instanceof Problem)) return;
    const at = Object.keys(error.fields).map((path) => [path, say('fieldInvalid')]);
    setFaults(Object.fromEntries(at));
  };
  const saving = useCommand(save, { done: say('saved') });
  const making = useCommand(
    async () => {
      await save();
      await answerOf(
        polar.POST('/v1/customer-portal/orders/{id}/invoice', { params: { path: { id: order.id } } }),
      );
    },
    { done: say('invoiceMade'), onDone: () => download.mutate({ kind: 'invoice', id: order.id }) },
  );
  const check = () => {
    const found: Record<string, string> = {};
    if (name.trim() === '') found.billing_name = say('fieldRequired');
    if (address.country === '') found['billing_address.country'] = say('fieldRequired');
    setFaults(found);
    return Object.keys(found).length === 0;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setFaults({});
    if (addressOf(address) && address.country === '') {
      setFaults({ 'billing_address.country': say('fieldRequired') });
      return;
    }
    saving.mutate(undefined, { onError: tellFaults });
  };
  const error = saving.error ?? making.error;
  const isAtField = Object.keys(faults).length > 0;
  const before = order.billing_address;
  const locked = before
    ? {
        country: say('countryFixed'),
        state: say('stateFixed'),
      }
    : {};
  const canMake = order.status !== 'draft' && order.status !== 'void';
  return (
    <Card title={say('invoice')} description={say(canMake ? 'detailsText' : 'detailsTextDraft')}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        {error && !isAtField && <Notice tone="bad">{textOf(error)}</Notice>}
        <Field
          label={say('billingName')}
          hint={say('billingNameHint')}
          error={faults.billing_name}
          isRequired
        >
          <Input
            value={name}
            autoComplete="billing organization"
            onChange={({ target }) => setName(target.value)}
          />
        </Field>
        <AddressFields
          value={address}
          onChange={setAddress}
          errorOf={(part) => faults[`billing_address.${part}`]}
          locked={locked}
        />
        <p className="flex items-start gap-2 text-ink-soft text-sm">
          <Lock aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          {say('detailsWillBeFixed')}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" isBusy={saving.isPending} disabled={making.isPending}>
            {say('save')}
          </Button>
          {canMake && (
            <Button
              look="primary"
              isBusy={making.isPending}
              disabled={saving.isPending}
              onClick={() => check() && making.mutate(undefined, { onError: tellFaults })}
            >
              {say('makeInvoice')}
            </Button>
          )}
        </div>
      </form>
    </Card>
  );
}
