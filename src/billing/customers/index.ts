export { archiveCustomer } from './archive-customer.ts';
export { createCustomer } from './create-customer.ts';
export { createOwnedCustomer } from './create-owned-customer.ts';
export { createSubscribedCustomer } from './create-subscribed-customer.ts';
export {
  type Customer,
  type CustomerType,
  type Metadata,
  noCustomerFields,
} from './customer.ts';
export {
  type CustomerKey,
  ownsPaymentMethod,
  selectCustomer,
  selectCustomerByEmail,
  selectCustomerInPricingModel,
  selectCustomersById,
} from './customers.sql.ts';
export type { CustomerCommand, CustomerRules } from './decide-customer.ts';
export {
  anonymizedAtKey,
  anonymousAddress,
  deleteCustomer,
  formerExternalIdKey,
  isAnonymousAddress,
} from './delete-customer.ts';
export {
  customerIdsKnownAs,
  listCustomers,
} from './list-customers.sql.ts';
export { type FoundCustomer, searchCustomers } from './search-customers.sql.ts';
export { updateCustomer } from './update-customer.ts';
