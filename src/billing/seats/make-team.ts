import type { Scope } from '../../platform/scope.ts';
import { type CustomerRules, selectCustomer, updateCustomer } from '../customers/index.ts';

/** None of these decides anything here: only the type is set. */
const rules: CustomerRules = {
  email: 'shared',
  emailCase: 'ignored',
  externalId: 'set_once',
  billingAddress: 'kept',
  taxIds: 'as_given',
};

/** Polar: who buys seats is a team from then on. Does nothing to a customer that is one. */
export async function makeTeam(scope: Scope, customerId: string): Promise<void> {
  const customer = await selectCustomer(scope, { id: customerId });
  if (customer?.type === 'individual')
    await updateCustomer(scope, { id: customerId }, { type: 'team' }, rules);
}
