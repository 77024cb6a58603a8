import type { Failure } from '../../platform/result.ts';
import { isKnownTaxId, type TaxId, taxIdFitsCountry, validateTaxId } from '../../platform/tax-id/index.ts';
import { type Changes, changesBetween } from '../changes/index.ts';
import {
  type Customer,
  type CustomerChange,
  type CustomerFields,
  customerFields,
  type EmailRule,
  emailKey,
} from './customer.ts';
import type { Holders, Wanted } from './customers.sql.ts';

/** The rules in which a caller's vendor (and contract) differs from another's. */
export type CustomerRules = {
  email: EmailRule;
  /** Whether an address that differs from the stored one only in case replaces it. */
  emailCase: 'stored' | 'ignored';
  /** `set_once`: a value stays for ever (Polar); `replaceable`: it may be linked anew. */
  externalId: 'set_once' | 'replaceable';
  /** Whether an address, once there, may be taken away again. */
  billingAddress: 'clearable' | 'kept';
  /**
   * Whether a stored tax id must fit a new country of the billing address; `checked_where_it_fitted`: one that did not fit
   * the old one, since it was taken unchecked, stands in the way of none.
   */
  taxIds: 'checked' | 'checked_where_it_fitted' | 'as_given';
};

/** A change as asked for: `taxId` is a number still to be checked against the country it is for, or one to be taken as it is. */
export type CustomerCommand = CustomerChange & {
  taxId?: string | TaxId | null;
};

export type CustomerDecision = { customer: Customer; changes: Changes };

type Outcome = { ok: true; value: CustomerDecision } | { ok: false; failures: [Failure, ...Failure[]] };

/** Who else has what a customer is about to take. */
export type Conflicts = {
  /** The other customer with the address: ignoring case, and in exactly this case. */
  emailIgnoringCase: string | null;
  emailExact: string | null;
  externalId: string | null;
};

/** Of those who have the address or external id, the ones that are not the customer itself. */
export function conflictsWith(holders: Holders, wanted: Wanted, self?: string): Conflicts {
  const isOther = ({ id }: { id: string }) => id !== self;
  const others = holders.ofEmail.filter(isOther);
  const isNear = ({ pricingModelId }: { pricingModelId: string }) =>
    wanted.pricingModelId === undefined || pricingModelId === wanted.pricingModelId;
  return {
    emailIgnoringCase: others[0]?.id ?? null,
    // One who got the address under a rule that ignores case may have it in this case too.
    emailExact:
      others.find(({ email, emailKey }) => email === wanted.email || emailKey === wanted.email)?.id ?? null,
    externalId: holders.ofExternalId.find((holder) => isOther(holder) && isNear(holder))?.id ?? null,
  };
}

/** Whether two addresses are one under a rule. */
function sameEmail(one: string | null, other: string | null, rule: EmailRule): boolean {
  if (one === null || other === null) return one === other;
  return rule === 'unique_ignoring_case' ? one.toLowerCase() === other.toLowerCase() : one === other;
}

export function emailFailure(rule: EmailRule, conflicts: Conflicts): Failure | undefined {
  const taken =
    rule === 'unique_ignoring_case'
      ? conflicts.emailIgnoringCase
      : rule === 'unique_exact'
        ? conflicts.emailExact
        : null;
  if (!taken) return undefined;
  return {
    code: 'email_taken',
    field: 'email',
    message: 'A customer with this email address already exists.',
    detail: { customerId: taken },
  };
}

export function externalIdFailure(conflicts: Conflicts): Failure | undefined {
  if (!conflicts.externalId) return undefined;
  return {
    code: 'external_id_taken',
    field: 'externalId',
    message: 'A customer with this external ID already exists.',
    detail: { customerId: conflicts.externalId },
  };
}

/**
 * What a customer becomes under a command, or every rule that the command breaks: e-mail, address, external id and type
 * first; the tax id only where those hold.
 *
 * @returns `email_taken`, `billing_address_required`, `external_id_fixed`, `external_id_taken`, `type_downgrade`;
 *   `tax_id_without_country`, `tax_id_invalid`.
 */
export function decideCustomerUpdate(
  before: Customer,
  command: CustomerCommand,
  rules: CustomerRules,
  conflicts: Conflicts,
  now: Date,
): Outcome {
  const { taxId, ...change } = command;
  const failures: Failure[] = [];
  const after: CustomerFields & Place = { ...before, ...definedMembers(change) };

  const isSameEmail = sameEmail(before.email, after.email, rules.email);
  if (isSameEmail && rules.emailCase === 'ignored') after.email = before.email;
  if (after.email !== before.email) {
    const failure = emailFailure(rules.email, conflicts);
    if (failure) failures.push(failure);
    if (!isSameEmail) after.emailVerified = false;
  }
  if (change.billingAddress === null && rules.billingAddress === 'kept') {
    failures.push({
      code: 'billing_address_required',
      field: 'billingAddress',
      message: 'Customer billing address cannot be reset to null once set.',
    });
  }
  failures.push(...externalIdFailures(before, after, rules, conflicts));
  if (before.type === 'team' && change.type === 'individual') {
    failures.push({
      code: 'type_downgrade',
      field: 'type',
      message: "Customer type cannot be downgraded from 'team' to 'individual'.",
    });
  }
  if (failures.length === 0) {
    const decided = decideTaxIds(after, taxId, change, rules, before.billingAddress);
    if ('failure' in decided) failures.push(decided.failure);
    else after.taxIds = decided.taxIds;
  }
  const [first, ...rest] = failures;
  if (first) return { ok: false, failures: [first, ...rest] };

  const changes = changesBetween<CustomerFields & Place>(before, after, [
    ...customerFields,
    'pricingModelId',
  ]);
  const key = 'email' in changes ? emailKey(after.email, rules.email) : before.emailKey;
  return { ok: true, value: { customer: { ...before, ...after, emailKey: key, modifiedAt: now }, changes } };
}

/** What decides whether an external id is in the way of another's. */
type Place = Pick<Customer, 'externalId' | 'archivedAt' | 'pricingModelId'>;

/** A change without the members that are there in name only. */
export function definedMembers(change: CustomerChange): CustomerChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** An external id is taken when it is set, and again when its customer comes back from the archive or another model. */
function externalIdFailures(
  before: Customer,
  after: Place,
  rules: CustomerRules,
  conflicts: Conflicts,
): Failure[] {
  const failures: Failure[] = [];
  const isNew = after.externalId !== before.externalId;
  if (isNew && rules.externalId === 'set_once' && before.externalId !== null) {
    failures.push({
      code: 'external_id_fixed',
      field: 'externalId',
      message: 'Customer external ID cannot be updated.',
    });
  }
  const isTaken = isNew || before.archivedAt !== null || after.pricingModelId !== before.pricingModelId;
  const taken =
    isTaken && after.externalId !== null && after.archivedAt === null
      ? externalIdFailure(conflicts)
      : undefined;
  if (taken) failures.push(taken);
  return failures;
}

/**
 * The tax ids after a change: a new number is checked against the billing country and takes the first place; a new
 * country must suit the number that is stored.
 */
export function decideTaxIds(
  after: CustomerFields,
  taxId: string | TaxId | null | undefined,
  change: CustomerChange,
  rules: CustomerRules,
  formerAddress: CustomerFields['billingAddress'] = null,
): { taxIds: CustomerFields['taxIds'] } | { failure: Failure } {
  // Of an id whose format only Atlas knows, neither Polar nor Flowglad has a say.
  const first = after.taxIds.find(isKnownTaxId);
  const others = after.taxIds.filter((other) => other !== first);
  if (taxId === null) return { taxIds: others };
  if (typeof taxId === 'object') return { taxIds: [taxId, ...others] };
  const country = after.billingAddress?.country ?? null;
  const invalid: Failure = { code: 'tax_id_invalid', field: 'taxId', message: 'Invalid tax ID.' };
  if (taxId !== undefined) {
    if (country === null) {
      return {
        failure: {
          code: 'tax_id_without_country',
          field: 'billingAddress',
          message: 'Country is required to validate tax ID.',
        },
      };
    }
    const valid = validateTaxId(taxId, country);
    return valid ? { taxIds: [valid, ...others] } : { failure: invalid };
  }
  const moves = change.billingAddress !== undefined && change.taxIds === undefined;
  if (moves && first && country !== null && isChecked(first, formerAddress?.country ?? null, rules)) {
    const valid = validateTaxId(first.value, country);
    return valid ? { taxIds: [valid, ...others] } : { failure: invalid };
  }
  return { taxIds: after.taxIds };
}

function isChecked(taxId: TaxId, formerCountry: string | null, rules: CustomerRules): boolean {
  if (rules.taxIds !== 'checked_where_it_fitted') return rules.taxIds === 'checked';
  return formerCountry !== null && taxIdFitsCountry(taxId, formerCountry);
}
