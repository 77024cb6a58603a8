import { useAddressState } from '../../shared/filters.tsx';
import type { EventFilter } from './use-event-tail.ts';

/** What events are about, by the names of the API. */
export const objectTypes = [
  'customer',
  'subscription',
  'invoice',
  'payment',
  'refund',
  'checkout',
  'product',
  'price',
  'discount',
  'checkout_link',
  'credit_note',
  'dispute',
  'member',
  'customer_seat',
  'payment_method',
  'webhook_endpoint',
  'api_key',
  'organization',
  'team_member',
  'team_invitation',
  'user',
  'custom_field',
  'customer_session',
  'test_clock',
] as const;

const idForm = /^(?:[0-9a-f]{8}-[0-9a-f-]{27}|[a-z_]+_[0-9A-Za-z]{15,})$/i;

/** Whether a text is the id of something, in any form that an API shows. */
export function isObjectId(text: string): boolean {
  return idForm.test(text);
}

/** What is searched for: an object by its id, else events by their names; `customer` are all that begin so. */
export function useEventFilter(): EventFilter {
  const [{ query = '', object }] = useAddressState();
  const text = query.trim();
  if (isObjectId(text)) return { object_id: text, ...(object ? { object_type: object } : {}) };
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z_.*]/g, '')
    .replace(/\.+\*?$/, '');
  const type = name === '' || name.endsWith('*') || name.includes('.') ? name : `${name}.*`;
  return { ...(type ? { type: [type] } : {}), ...(object ? { object_type: object } : {}) };
}
