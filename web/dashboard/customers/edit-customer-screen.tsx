import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { validateTaxId } from '../../../src/platform/tax-id/index.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Checkbox, RadioGroup } from '../../ui/choice.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { type Form, useForm } from '../../ui/use-form.ts';
import { useMay } from '../session.ts';
import { type AddressDraft, AddressFields, addressDraft, addressOf } from '../shared/address-fields.tsx';
import { customerName } from '../shared/customer-link.tsx';
import { FormFooter } from '../shared/form-footer.tsx';
import { useAddress } from '../shared/links.tsx';
import { Loaded } from '../shared/loaded.tsx';
import { type MetadataEntry, MetadataFields, metadataEntries, metadataOf } from '../shared/metadata.tsx';
import type { Customer, CustomerUpdate } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { useAct } from '../shared/queries.ts';
import { Refused } from '../shared/refused.tsx';
import { LocaleSelect } from './locale-select.tsx';
import { updateCustomer, useCustomer } from './use-customers.ts';

type Draft = {
  type: Customer['type'];
  name: string;
  email: string;
  phone: string;
  description: string;
  locale: string;
  billingName: string;
  billing: AddressDraft;
  shipping: AddressDraft;
  taxId: string;
  isTaxExempt: boolean;
  metadata: MetadataEntry[];
};

const draftOf = (customer: Customer): Draft => ({
  type: customer.type,
  name: customer.name ?? '',
  email: customer.email ?? '',
  phone: customer.phone ?? '',
  description: customer.description ?? '',
  locale: customer.locale ?? '',
  billingName: customer.billing_name ?? '',
  billing: addressDraft(customer.billing_address),
  shipping: addressDraft(customer.shipping_address),
  taxId: customer.tax_ids[0]?.value ?? '',
  isTaxExempt: customer.tax_exempt,
  metadata: metadataEntries(customer.metadata),
});

/** What was changed, and nothing else: what somebody else changes meanwhile stays. @throws Problem */
function changesOf(draft: Draft, customer: Customer): CustomerUpdate {
  const all: Record<string, unknown> = {
    type: draft.type,
    name: draft.name.trim() || null,
    // Who has none keeps none until one is written.
    email: draft.email.trim() || undefined,
    phone: draft.phone.trim() || null,
    description: draft.description.trim() || null,
    locale: draft.locale || null,
    billing_name: draft.billingName.trim() || null,
    billing_address: addressOf(draft.billing),
    shipping_address: addressOf(draft.shipping),
    tax_id: draft.taxId.trim() || null,
    tax_exempt: draft.isTaxExempt,
    metadata: metadataOf(draft.metadata, customer.metadata),
  };
  const before: Record<string, unknown> = {
    ...customer,
    billing_address: addressOf(addressDraft(customer.billing_address)),
    shipping_address: addressOf(addressDraft(customer.shipping_address)),
    tax_id: customer.tax_ids[0]?.value ?? null,
  };
  const changed = Object.entries(all).filter(
    ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(before[name] ?? null),
  );
  return Object.fromEntries(changed);
}

export default function EditCustomerScreen() {
  const customer = useCustomer();
  const mayWrite = useMay('customers:write');
  if (!mayWrite) return <Refused title="Edit customer" />;
  return (
    <Loaded query={customer} what="This customer">
      {(data) => <EditForm key={data.id} customer={data} />}
    </Loaded>
  );
}

function EditForm({ customer }: { customer: Customer }) {
  const navigate = useNavigate();
  const address = useAddress();
  const here = ['customers', customer.id];
  const save = useAct((body: CustomerUpdate) => updateCustomer(customer.id, body), {
    done: 'Customer saved.',
    isSilent: true,
  });
  const form = useForm(draftOf(customer), async (draft) => {
    const body = changesOf(draft, customer);
    if (Object.keys(body).length > 0) await save.mutateAsync(body);
    navigate({ to: address(...here) });
  });
  return (
    <Page
      width="narrow"
      title={`Edit ${customerName(customer)}`}
      trail={[
        { label: 'Customers', to: ['customers'] },
        { label: customerName(customer), to: here },
      ]}
    >
      <form onSubmit={form.submit} className="flex flex-col gap-5">
        <WhoCard form={form} />
        <BillingCard form={form} />
        <ShippingCard form={form} />
        <Card
          title="Metadata"
          description="Your own data about the customer. Included in the API and webhooks."
        >
          <MetadataFields
            entries={form.values.metadata}
            onChange={(metadata) => form.set('metadata', metadata)}
            error={form.errorOf('metadata')}
          />
        </Card>
        <FormFooter form={form} action="Save" cancelTo={here} />
      </form>
    </Page>
  );
}

function WhoCard({ form }: { form: Form<Draft> }) {
  const { values, set, errorOf } = form;
  return (
    <Card title="Contact">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" error={errorOf('name')}>
          <Input
            name="name"
            autoComplete="off"
            maxLength={256}
            value={values.name}
            onChange={({ target }) => set('name', target.value)}
          />
        </Field>
        <Field label="Email" error={errorOf('email')}>
          <Input
            type="email"
            name="email"
            autoComplete="off"
            value={values.email}
            onChange={({ target }) => set('email', target.value)}
          />
        </Field>
        <Field label="Phone" error={errorOf('phone')}>
          <Input
            type="tel"
            name="phone"
            autoComplete="off"
            maxLength={64}
            value={values.phone}
            onChange={({ target }) => set('phone', target.value)}
          />
        </Field>
        <Field label="Language" hint="For emails, invoices and the portal." error={errorOf('locale')}>
          <LocaleSelect value={values.locale} onChange={(locale) => set('locale', locale)} />
        </Field>
        <Field
          label="Note"
          hint="For your team only."
          error={errorOf('description')}
          className="sm:col-span-2"
        >
          <TextArea
            name="description"
            maxLength={2000}
            value={values.description}
            onChange={({ target }) => set('description', target.value)}
          />
        </Field>
        <RadioGroup
          label="Kind of customer"
          className="sm:col-span-2"
          options={[
            { value: 'individual', label: 'One person' },
            { value: 'team', label: 'A team', hint: 'Several people can act for it, each with a role.' },
          ]}
          value={values.type}
          onChange={(type) => set('type', type)}
        />
      </div>
    </Card>
  );
}

function BillingCard({ form }: { form: Form<Draft> }) {
  const { values, set, errorOf } = form;
  return (
    <Card
      title="Billing"
      description="Used on future invoices. Issued invoices stay as they are. The country decides the tax."
    >
      <div className="flex flex-col gap-4">
        <Field label="Billed to" hint="If invoices go to another name." error={errorOf('billing_name')}>
          <Input
            name="billing_name"
            autoComplete="off"
            maxLength={256}
            value={values.billingName}
            onChange={({ target }) => set('billingName', target.value)}
          />
        </Field>
        <AddressFields
          path="billing_address"
          value={values.billing}
          onChange={(billing) => set('billing', billing)}
          errorOf={errorOf}
        />
        <TaxIdField form={form} />
        <Checkbox
          label="Tax exempt"
          hint="Tax is never added to this customer’s purchases."
          isChecked={values.isTaxExempt}
          onChange={(isTaxExempt) => set('isTaxExempt', isTaxExempt)}
          error={errorOf('tax_exempt')}
        />
      </div>
    </Card>
  );
}

/** Checked as it is typed, by the rules of the billing address's country. */
function TaxIdField({ form }: { form: Form<Draft> }) {
  const { values, set, errorOf } = form;
  const { taxId, billing } = values;
  const found = taxId.trim() && billing.country ? validateTaxId(taxId, billing.country) : null;
  const hint =
    taxId.trim() === ''
      ? 'With one of another country of the EU, tax is the customer’s to pay.'
      : !billing.country
        ? 'Choose a country first: each has its own.'
        : found
          ? `Reads as ${found.value} (${found.format.replaceAll('_', ' ').toUpperCase()}).`
          : 'This is no tax ID of that country yet.';
  return (
    <Field label="Tax ID" hint={hint} error={errorOf('tax_id')}>
      <Input
        name="tax_id"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        className="font-mono"
        value={taxId}
        onChange={({ target }) => set('taxId', target.value)}
      />
    </Field>
  );
}

/** Most have none: it is asked for on demand. */
function ShippingCard({ form }: { form: Form<Draft> }) {
  const { values, set, errorOf } = form;
  const [isShown, setShown] = useState(values.shipping.country !== '');
  return (
    <Card title="Shipping address" description="If it differs from the billing address.">
      {isShown ? (
        <AddressFields
          path="shipping_address"
          value={values.shipping}
          onChange={(shipping) => set('shipping', shipping)}
          errorOf={errorOf}
        />
      ) : (
        <Button size="small" onClick={() => setShown(true)}>
          Add a shipping address
        </Button>
      )}
    </Card>
  );
}
