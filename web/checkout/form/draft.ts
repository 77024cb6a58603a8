import type { AttachedField, Checkout, CheckoutChange } from '../checkout-api.ts';

type Address = NonNullable<Checkout['customer_billing_address']>;
export type AddressPart = Exclude<keyof Address, 'country'>;

/** What stands in the fields of the form: as it is typed, whether or not the server has taken it. */
export type Draft = {
  email: string;
  name: string;
  isBusiness: boolean;
  businessName: string;
  taxId: string;
  country: string;
  address: Record<AddressPart, string>;
  answers: Record<string, string | boolean>;
};

export const addressParts: readonly AddressPart[] = ['line1', 'line2', 'postal_code', 'city', 'state'];

export function draftOf(checkout: Checkout): Draft {
  const { customer_billing_address: address } = checkout;
  const part = (name: AddressPart) => address?.[name] ?? '';
  return {
    email: checkout.customer_email ?? '',
    name: checkout.customer_name ?? '',
    isBusiness: checkout.is_business_customer,
    businessName: checkout.customer_billing_name ?? '',
    taxId: checkout.customer_tax_id ?? '',
    country: address?.country ?? '',
    address: {
      line1: part('line1'),
      line2: part('line2'),
      postal_code: part('postal_code'),
      city: part('city'),
      state: part('state'),
    },
    answers: answersOf(checkout),
  };
}

/** The answers so far; dates as the browser's own field has them. */
export function answersOf(checkout: Checkout): Draft['answers'] {
  const given = checkout.custom_field_data as Record<string, string | number | boolean>;
  return Object.fromEntries(
    checkout.attached_custom_fields.map(({ custom_field: { slug, type } }) => {
      const value = Object.hasOwn(given, slug) ? given[slug] : undefined;
      if (type === 'checkbox') return [slug, value === true];
      if (type === 'date') return [slug, String(value ?? '').slice(0, 10)];
      return [slug, String(value ?? '')];
    }),
  );
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

/** The address as the API takes it; undefined without a country, of which it is nothing. */
export function addressChange({ country, address }: Draft): CheckoutChange | undefined {
  if (country === '') return undefined;
  const parts = Object.fromEntries(addressParts.map((part) => [part, orNull(address[part])]));
  return { customer_billing_address: { country, ...parts } };
}

/** The answers as the API takes them: of fields that are empty none. */
export function answersChange(answers: Draft['answers'], fields: readonly AttachedField[]): CheckoutChange {
  const given = fields.flatMap(({ custom_field: { slug, type } }): [string, unknown][] => {
    const value = answers[slug];
    if (typeof value === 'boolean') return [[slug, value]];
    const text = value?.trim() ?? '';
    if (text === '') return [];
    return [[slug, type === 'number' && /^[+-]?\d+$/.test(text) ? Number(text) : text]];
  });
  return { custom_field_data: Object.fromEntries(given) };
}

export const nameChange = (text: string): CheckoutChange => ({ customer_name: orNull(text) });
export const businessNameChange = (text: string): CheckoutChange => ({ customer_billing_name: orNull(text) });
export const taxIdChange = (text: string): CheckoutChange => ({ customer_tax_id: orNull(text) });

/** Good enough to be asked about: the server knows better. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text.trim());
}
