export const catalogTabs = [
  { label: 'Products', to: ['products'] },
  { label: 'Custom fields', to: ['products', 'custom-fields'] },
];
