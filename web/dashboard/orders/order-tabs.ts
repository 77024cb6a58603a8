export const orderTabs = [
  { label: 'Orders', to: ['orders'] },
  { label: 'Credit notes', to: ['orders', 'credit-notes'] },
];
