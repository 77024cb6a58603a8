export const paymentTabs = [
  { label: 'Payments', to: ['payments'] },
  { label: 'Disputes', to: ['payments', 'disputes'] },
];
