import { type FormEvent, useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import type { Customer } from '../queries.ts';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';
import { addressOf, draftOf } from './address.ts';
import { AddressFields } from './address-fields.tsx';
import { TaxIdField, useTaxIdFault } from './tax-id-field.tsx';

/** What the invoices to come say of their customer. */
export function CustomerForm({ customer }: { customer: Customer }) {
  const { say } = useWords();
  const textOf = useProblemText();
  const [name, setName] = useState(customer.billing_name ?? '');
  const [address, setAddress] = useState(() => draftOf(customer.billing_address));
  const [taxId, setTaxId] = useState(customer.tax_id?.[0] ?? '');
  const [faults, setFaults] = useState<Record<string, string>>({});
  const taxIdFault = useTaxIdFault(taxId, address.country);
  const saving = useCommand(
    () => {
      const billingAddress = addressOf(address);
      return answerOf(
        polar.PATCH('/v1/customer-portal/customers/me', {
          body: {
            ...(name.trim() === '' ? {} : { billing_name: name.trim() }),
            ...(billingAddress ? { billing_address: billingAddress } : {}),
            tax_id: taxId.trim() || null,
          },
        }),
      );
    },
    {
      done: say('saved'),
      onDone: (saved) => {
        setAddress(draftOf(saved.billing_address));
        setTaxId(saved.tax_id?.[0] ?? '');
      },
    },
  );
  const check = () => {
    const found: Record<string, string> = {};
    const isNeeded = addressOf(address) !== null || customer.billing_address !== null || taxId.trim() !== '';
    if (isNeeded && address.country === '') found['billing_address.country'] = say('fieldRequired');
    if (taxIdFault) found.tax_id = taxIdFault;
    setFaults(found);
    return Object.keys(found).length === 0;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!check()) return;
    saving.mutate(undefined, {
      onError: (error) => {
        if (!(error instanceof Problem)) return;
        const at = Object.keys(error.fields).map((path) => [
          path,
          say(path === 'tax_id' ? 'taxIdInvalid' : 'fieldInvalid'),
        ]);
        setFaults(Object.fromEntries(at));
      },
    });
  };
  const isAtField = Object.keys(faults).length > 0;
  return (
    <Card title={say('billingDetails')} description={say('billingDetailsText')}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        {saving.error && !isAtField && <Notice tone="bad">{textOf(saving.error)}</Notice>}
        <Field label={say('billingName')} hint={say('billingNameHint')} error={faults.billing_name}>
          <Input
            value={name}
            autoComplete="billing organization"
            onChange={({ target }) => setName(target.value)}
          />
        </Field>
        <AddressFields
          value={address}
          onChange={(next) => {
            setAddress(next);
            setFaults({});
          }}
          errorOf={(part) =>
            faults[`billing_address.${part}`] ?? (part === 'state' ? faults.billing_address : undefined)
          }
        />
        <TaxIdField
          value={taxId}
          country={address.country}
          error={faults.tax_id}
          onChange={(text) => {
            setTaxId(text);
            setFaults({});
          }}
        />
        <Button type="submit" look="primary" className="self-start" isBusy={saving.isPending}>
          {say('save')}
        </Button>
      </form>
    </Card>
  );
}
