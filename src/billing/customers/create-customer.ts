import { newId } from '../../platform/ids.ts';
import { guarded, violatedUniqueIndex } from '../../platform/postgres/database.ts';
import { failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import {
  type Customer,
  type CustomerFields,
  customerFields,
  emailKey,
  invoiceNumberBase,
  noCustomerFields,
} from './customer.ts';
import { insertCustomer, selectHolders } from './customers.sql.ts';
import {
  type Conflicts,
  type CustomerCommand,
  type CustomerRules,
  conflictsWith,
  decideTaxIds,
  definedMembers,
  emailFailure,
  externalIdFailure,
} from './decide-customer.ts';

type Audited = CustomerFields & { pricingModelId: string | null };

/** Whoever takes what a customer wants is found by the next attempt, unless gone again by then. */
const mostAttempts = 20;

/**
 * Makes a customer.
 *
 * @returns `email_taken` and `external_id_taken` (together where both hold), else `tax_id_without_country` or
 *   `tax_id_invalid`.
 */
export async function createCustomer(
  scope: Scope,
  command: CustomerCommand,
  rules: CustomerRules,
): Promise<Result<Customer>> {
  for (let attempt = 1; ; attempt++) {
    const conflicts = conflictsWith(await selectHolders(scope, command), command);
    const decided = decideCustomerCreation(scope, command, rules, conflicts);
    if (!decided.ok) return decided;
    const customer = decided.value;
    try {
      const created = await guarded(scope.database, (database) =>
        insertCustomer(scope, database, customer, {
          type: 'customer.created',
          objectType: 'customer',
          objectId: customer.id,
          changes: changesBetween<Audited>({ ...noCustomerFields, pricingModelId: null }, customer, [
            ...customerFields,
            'pricingModelId',
          ]),
        }),
      );
      return ok(created);
    } catch (error) {
      // Somebody took the address or the external id meanwhile: look again, and say so.
      const isTaken = violatedUniqueIndex(error)?.startsWith('customers_');
      if (!isTaken || attempt === mostAttempts) throw error;
    }
  }
}

function decideCustomerCreation(
  scope: Scope,
  command: CustomerCommand,
  rules: CustomerRules,
  conflicts: Conflicts,
): Result<Omit<Customer, 'shortId'>> {
  const { taxId, ...fields } = command;
  // One that is archived from the start takes nobody's external id.
  const externalId = fields.archivedAt ? undefined : externalIdFailure(conflicts);
  const taken = [emailFailure(rules.email, conflicts), externalId].filter((failure) => failure !== undefined);
  const failed = failAll(taken);
  if (failed) return failed;
  const given = { ...noCustomerFields, ...definedMembers(fields) };
  const taxIds = decideTaxIds(given, taxId, fields, rules);
  if ('failure' in taxIds) return { ok: false, failures: [taxIds.failure] };
  const now = scope.clock.now();
  const id = newId(now);
  return ok({
    ...given,
    ...taxIds,
    organizationId: scope.organizationId,
    mode: scope.mode,
    id,
    createdAt: now,
    modifiedAt: null,
    deletedAt: null,
    version: 1,
    pricingModelId: fields.pricingModelId ?? scope.pricingModelId,
    invoiceNumberBase: invoiceNumberBase(id),
    emailKey: emailKey(given.email, rules.email),
    firstUserEventAt: null,
  });
}
