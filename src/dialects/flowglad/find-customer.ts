import {
  type Customer,
  selectCustomer,
  selectCustomerInPricingModel,
} from '../../billing/customers/index.ts';
import { parsePrefixedId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';

/**
 * The customer that a path names, within the key's pricing model: by external id; one without an external id by the id
 * that it shows instead.
 *
 * @param options.archived whether one that is archived is found where no other has its external id
 */
export async function findCustomer(
  scope: Scope,
  externalId: string,
  options: { archived?: boolean } = {},
): Promise<Customer | undefined> {
  const customer =
    (await selectCustomerInPricingModel(scope, externalId)) ?? (await findUnlinked(scope, externalId));
  return customer?.archivedAt && !options.archived ? undefined : customer;
}

async function findUnlinked(scope: Scope, text: string): Promise<Customer | undefined> {
  const id = parsePrefixedId('cust', text);
  const customer = id === null ? undefined : await selectCustomer(scope, { id });
  const isVisible = customer?.externalId === null && customer.pricingModelId === scope.pricingModelId;
  return isVisible ? customer : undefined;
}
