import type { Screen } from '../shared/screen.ts';

/** What is owed and paid: subscriptions, orders, payments, refunds, disputes. */
export const moneyScreens: readonly Screen[] = [
  { path: '/subscriptions', load: () => import('../subscriptions/subscriptions-screen.tsx') },
  { path: '/subscriptions/$id', load: () => import('../subscriptions/subscription-screen.tsx') },
  { path: '/orders', load: () => import('./orders-screen.tsx') },
  { path: '/orders/new', load: () => import('./new-order-screen.tsx') },
  { path: '/orders/credit-notes', load: () => import('./credit-notes-screen.tsx') },
  { path: '/orders/$id', load: () => import('./order-screen.tsx') },
  { path: '/payments', load: () => import('../payments/payments-screen.tsx') },
  { path: '/payments/disputes', load: () => import('../payments/disputes-screen.tsx') },
  { path: '/payments/disputes/$id', load: () => import('../payments/dispute-screen.tsx') },
  { path: '/payments/$id', load: () => import('../payments/payment-screen.tsx') },
  { path: '/refunds', load: () => import('../payments/refunds-screen.tsx') },
];
