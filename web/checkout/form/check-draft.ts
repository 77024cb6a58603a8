import type { AttachedField, Checkout } from '../checkout-api.ts';
import type { CheckoutWords } from '../language.ts';
import { addressParts, type Draft, looksLikeEmail } from './draft.ts';

/** What is wrong, in words, by the path of the member as the API names it. */
export type Errors = Record<string, string>;

/** What is missing or wrong before it can be paid. */
export function checkDraft(words: CheckoutWords, draft: Draft, checkout: Checkout): Errors {
  const errors: Errors = {};
  const required = words.say('fieldRequired');
  if (checkout.customer_id === null) {
    if (draft.email.trim() === '') errors.customer_email = required;
    else if (!looksLikeEmail(draft.email)) errors.customer_email = words.say('emailWrong');
  }
  if (checkout.is_payment_form_required && draft.name.trim() === '') errors.customer_name = required;
  if (draft.isBusiness && draft.businessName.trim() === '') errors.customer_billing_name = required;
  const { billing_address_fields: asked } = checkout;
  if (asked.country === 'required' && draft.country === '') {
    errors['customer_billing_address.country'] = required;
  }
  for (const part of addressParts) {
    if (asked[part] === 'required' && draft.address[part].trim() === '') {
      errors[`customer_billing_address.${part}`] = required;
    }
  }
  for (const field of checkout.attached_custom_fields) {
    const { slug } = field.custom_field;
    const error = checkAnswer(words, field, draft.answers[slug]);
    if (error) errors[`custom_field_data.${slug}`] = error;
  }
  return errors;
}

/** What is wrong with the answer to one of the merchant's questions. */
export function checkAnswer(
  words: CheckoutWords,
  { custom_field: field, required }: AttachedField,
  answer: string | boolean | undefined,
): string | undefined {
  if (field.type === 'checkbox') return required && answer !== true ? words.say('fieldTick') : undefined;
  const text = String(answer ?? '').trim();
  if (text === '') return required ? words.say('fieldRequired') : undefined;
  switch (field.type) {
    case 'text': {
      const { min_length: least, max_length: most } = field.properties;
      const length = [...text].length;
      if (least !== undefined && length < least) return words.say('textShort', { count: least });
      return most !== undefined && length > most ? words.say('textLong', { count: most }) : undefined;
    }
    case 'number': {
      if (!/^[+-]?\d+$/.test(text)) return words.say('numberWrong');
      const { ge: least, le: most } = field.properties;
      if (least !== undefined && Number(text) < least) return words.say('atLeast', { limit: least });
      return most !== undefined && Number(text) > most ? words.say('atMost', { limit: most }) : undefined;
    }
    case 'date': {
      const seconds = Date.parse(`${text}T00:00:00Z`) / 1000;
      if (Number.isNaN(seconds)) return words.say('fieldWrong');
      const { ge: first, le: last } = field.properties;
      if (first !== undefined && seconds < first) return words.say('dateFrom', { date: dayOf(words, first) });
      return last !== undefined && seconds > last
        ? words.say('dateUntil', { date: dayOf(words, last) })
        : undefined;
    }
    default:
      return undefined;
  }
}

const dayOf = (words: CheckoutWords, seconds: number) =>
  new Intl.DateTimeFormat(words.locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(seconds * 1000),
  );
