import { useMemo } from 'react';
import { countries } from '../../../src/platform/country.ts';
import { subdivisionsOf, writesRegion, writesTownFirst } from '../../i18n/subdivisions.ts';
import { Checkbox } from '../../ui/choice.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';
import { type AddressPart, addressChange, businessNameChange, type Draft } from './draft.ts';
import type { FormState } from './form-state.ts';
import { TaxIdField } from './tax-id-field.tsx';

const typingMilliseconds = 500;

/** Who is billed and where: by this the tax goes. */
export function BillingFields({ form }: { form: FormState }) {
  const { say } = useWords();
  const { checkout, change } = useSession();
  const { draft, set, errorOf } = form;
  const { billing_address_fields: asked } = checkout;

  function setAddress(part: Partial<Draft>, wait: number) {
    const next = { ...draft, ...part };
    set(part);
    const address = addressChange(next);
    if (address) change(address, wait);
  }
  const setPart = (part: AddressPart, text: string, wait = typingMilliseconds) =>
    setAddress({ address: { ...draft.address, [part]: text } }, wait);

  const postalCode = asked.postal_code !== 'disabled' && (
    <Field
      key="postalCode"
      label={say(draft.country === 'US' ? 'zipCode' : 'postalCode')}
      error={errorOf('customer_billing_address.postal_code')}
      isRequired
    >
      <Input
        value={draft.address.postal_code}
        autoComplete="billing postal-code"
        inputMode={draft.country === 'US' || draft.country === 'DE' ? 'numeric' : undefined}
        onChange={({ target }) => setPart('postal_code', target.value)}
      />
    </Field>
  );
  const city = asked.city !== 'disabled' && (
    <Field key="city" label={say('city')} error={errorOf('customer_billing_address.city')} isRequired>
      <Input
        value={draft.address.city}
        autoComplete="billing address-level2"
        onChange={({ target }) => setPart('city', target.value)}
      />
    </Field>
  );
  const state = (asked.state === 'required' ||
    (asked.state === 'optional' && writesRegion(draft.country))) && (
    <StateField
      key="state"
      country={draft.country}
      value={draft.address.state}
      error={errorOf('customer_billing_address.state')}
      isRequired={asked.state === 'required'}
      onChange={(state, wait) => setPart('state', state, wait)}
    />
  );

  return (
    <div className="flex flex-col gap-4">
      <Checkbox
        label={say('business')}
        isChecked={draft.isBusiness}
        onChange={(isBusiness) => {
          set({ isBusiness });
          change({
            is_business_customer: isBusiness,
            ...(isBusiness ? {} : { customer_tax_id: null }),
          });
          if (!isBusiness) set({ taxId: '' });
        }}
      />
      {draft.isBusiness && (
        <Field label={say('businessName')} error={errorOf('customer_billing_name')} isRequired>
          <Input
            value={draft.businessName}
            autoComplete="billing organization"
            onChange={({ target }) => {
              set({ businessName: target.value });
              change(businessNameChange(target.value), typingMilliseconds);
            }}
          />
        </Field>
      )}
      {asked.country !== 'disabled' && (
        <Field label={say('country')} error={errorOf('customer_billing_address.country')} isRequired>
          <CountrySelect
            value={draft.country}
            onChange={(country) => setAddress({ country, address: { ...draft.address, state: '' } }, 0)}
          />
        </Field>
      )}
      {asked.line1 !== 'disabled' && (
        <>
          <Field label={say('line1')} error={errorOf('customer_billing_address.line1')} isRequired>
            <Input
              value={draft.address.line1}
              autoComplete="billing address-line1"
              onChange={({ target }) => setPart('line1', target.value)}
            />
          </Field>
          <Field
            label={say('line2')}
            aside={say('optional')}
            error={errorOf('customer_billing_address.line2')}
          >
            <Input
              value={draft.address.line2}
              autoComplete="billing address-line2"
              onChange={({ target }) => setPart('line2', target.value)}
            />
          </Field>
        </>
      )}
      <div className="grid grid-cols-2 gap-x-3 gap-y-4 empty:hidden *:last:odd:col-span-2">
        {writesTownFirst(draft.country) ? [city, state, postalCode] : [postalCode, city, state]}
      </div>
      {draft.isBusiness && <TaxIdField form={form} />}
    </div>
  );
}

function CountrySelect({ value, onChange }: { value: string; onChange(country: string): void }) {
  const words = useWords();
  const options = useMemo(() => {
    const order = new Intl.Collator(words.locale).compare;
    return countries
      .map((code) => ({ code, name: words.country(code) }))
      .sort((one, other) => order(one.name, other.name));
  }, [words]);
  return (
    <Select value={value} autoComplete="billing country" onChange={({ target }) => onChange(target.value)}>
      <option value="" disabled>
        {words.say('chooseCountry')}
      </option>
      {options.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </Select>
  );
}

function StateField({
  country,
  value,
  error,
  isRequired,
  onChange,
}: {
  country: string;
  value: string;
  error: string | undefined;
  isRequired: boolean;
  onChange(state: string, wait: number): void;
}) {
  const { say } = useWords();
  const options = subdivisionsOf(country);
  const label = country === 'CA' ? 'province' : country === 'US' ? 'state' : 'region';
  return (
    <Field
      label={say(label)}
      aside={isRequired ? undefined : say('optional')}
      error={error}
      isRequired={isRequired}
    >
      {options ? (
        <Select
          value={value}
          autoComplete="billing address-level1"
          onChange={({ target }) => onChange(target.value, 0)}
        >
          <option value="" disabled>
            {say('chooseState')}
          </option>
          {options.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      ) : (
        <Input
          value={value}
          autoComplete="billing address-level1"
          onChange={({ target }) => onChange(target.value, typingMilliseconds)}
        />
      )}
    </Field>
  );
}
