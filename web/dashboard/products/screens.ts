import type { Screen } from '../shared/screen.ts';

/** What is sold, and how: products, custom fields, discounts, checkout links. */
export const catalogScreens: readonly Screen[] = [
  { path: '/products', load: () => import('./products-screen.tsx') },
  { path: '/products/new', load: () => import('./product-form-screen.tsx') },
  { path: '/products/custom-fields', load: () => import('./custom-fields-screen.tsx') },
  { path: '/products/custom-fields/new', load: () => import('./custom-field-form-screen.tsx') },
  { path: '/products/custom-fields/$id', load: () => import('./custom-field-form-screen.tsx') },
  { path: '/products/$id', load: () => import('./product-screen.tsx') },
  { path: '/products/$id/edit', load: () => import('./product-form-screen.tsx') },
  { path: '/discounts', load: () => import('../discounts/discounts-screen.tsx') },
  { path: '/discounts/new', load: () => import('../discounts/discount-form-screen.tsx') },
  { path: '/discounts/$id', load: () => import('../discounts/discount-screen.tsx') },
  { path: '/discounts/$id/edit', load: () => import('../discounts/discount-form-screen.tsx') },
  { path: '/checkout-links', load: () => import('../checkout-links/checkout-links-screen.tsx') },
  { path: '/checkout-links/new', load: () => import('../checkout-links/checkout-link-form-screen.tsx') },
  { path: '/checkout-links/$id', load: () => import('../checkout-links/checkout-link-screen.tsx') },
  {
    path: '/checkout-links/$id/edit',
    load: () => import('../checkout-links/checkout-link-form-screen.tsx'),
  },
];
