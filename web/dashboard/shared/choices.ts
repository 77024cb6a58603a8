import { florin, polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { customerName } from './customer-link.tsx';
import type { Discount, Product } from './objects.ts';
import type { Choice } from './pick.tsx';
import { durationWords, productPriceWords, reductionWords } from './price-words.ts';

const most = 20;

export const productChoice = (product: Product): Choice => ({
  id: product.id,
  label: product.name,
  hint: productPriceWords(product),
});

const searchProducts = (filter: { is_recurring?: boolean }) => async (text: string) => {
  const query = { ...filter, is_archived: false, limit: most, ...(text ? { query: text } : {}) };
  const { items } = await answerOf(polar.GET('/v1/products/', { params: { query } }));
  return items.map(productChoice);
};

/** Products that can be sold. */
export const products = { name: 'products', search: searchProducts({}) };
/** Those that can be subscribed to. */
export const plans = { name: 'plans', search: searchProducts({ is_recurring: true }) };
export const oneTimeProducts = { name: 'one-time products', search: searchProducts({ is_recurring: false }) };

export const discountChoice = (discount: Discount): Choice => ({
  id: discount.id,
  label: discount.name,
  hint: [discount.code, reductionWords(discount), durationWords(discount)].filter(Boolean).join(' · '),
});

export const discounts = {
  name: 'discounts',
  async search(text: string) {
    const query = { limit: most, ...(text ? { query: text } : {}) };
    const { items } = await answerOf(polar.GET('/v1/discounts/', { params: { query } }));
    return items.map(discountChoice);
  },
};

export const customers = {
  name: 'customers',
  async search(text: string) {
    const query = { limit: most, archived: false, ...(text ? { query: text } : {}) };
    const { items } = await answerOf(florin.GET('/florin/v1/customers', { params: { query } }));
    return items.map(
      (customer): Choice => ({
        id: customer.id,
        label: customerName(customer),
        hint: (customer.name && customer.email) || undefined,
      }),
    );
  },
};

export const customFields = {
  name: 'custom fields',
  async search(text: string) {
    const query = { limit: most, ...(text ? { query: text } : {}) };
    const { items } = await answerOf(polar.GET('/v1/custom-fields/', { params: { query } }));
    return items.map(({ id, name, slug }): Choice => ({ id, label: name, hint: slug }));
  },
};
