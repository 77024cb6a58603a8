import { type Static, Type } from 'typebox';
import { retryAfterNewMethod } from '../../../billing/collection/index.ts';
import {
  type Customer,
  type CustomerCommand,
  selectCustomer,
  updateCustomer,
} from '../../../billing/customers/index.ts';
import { selectPaymentMethod } from '../../../billing/payment-methods/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../../platform/http/route.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type Access, portalBillingWrite, portalCustomer, portalRead, refuseSubject } from '../access.ts';
import { CustomerSchema, customerView } from '../customer-view.ts';
import { customerFailures, customerRules } from '../customers.ts';
import { answerFailures, type FailureTable, invalid } from '../errors.ts';
import { AddressInput, nullable, TaxIdInput, TrimmedInput, UuidInput } from '../schemas.ts';

const PortalCustomerSchema = Type.Object({
  ...Type.Pick(CustomerSchema, [
    'created_at',
    'modified_at',
    'id',
    'email',
    'email_verified',
    'name',
    'billing_name',
    'billing_address',
    'tax_id',
    'default_payment_method_id',
    'type',
    'locale',
  ]).properties,
  oauth_accounts: Type.Unsafe<Record<string, never>>({ type: 'object', additionalProperties: true }),
});

const Update = Type.Object({
  billing_name: Type.Optional(nullable(TrimmedInput)),
  billing_address: Type.Optional(nullable(AddressInput)),
  tax_id: Type.Optional(nullable(TaxIdInput)),
  default_payment_method_id: Type.Optional(nullable(UuidInput)),
});

type UpdateBody = Static<typeof Update>;

/** To a customer the address that must stay is one that is missing, not one of a wrong value. */
const portalFailures: FailureTable = {
  ...customerFailures,
  billing_address_required: { type: 'missing', loc: ['body', 'billing_address'] },
};

/** The customer that the session is of. It is gone only when it was deleted since the session was looked up. */
async function loggedIn(scope: Scope): Promise<Customer | undefined> {
  return selectCustomer(scope, { id: portalCustomer(scope).id });
}

function portalCustomerView(customer: Customer) {
  const view = customerView(customer);
  return {
    created_at: view.created_at,
    modified_at: view.modified_at,
    id: view.id,
    email: view.email,
    email_verified: view.email_verified,
    name: view.name,
    billing_name: view.billing_name,
    billing_address: view.billing_address,
    tax_id: view.tax_id,
    oauth_accounts: {},
    default_payment_method_id: view.default_payment_method_id,
    type: view.type,
    locale: view.locale,
  };
}

async function refuseDefaultMethod(
  scope: Scope,
  customerId: string,
  methodId: string | null | undefined,
): Promise<Answer | undefined> {
  const loc = ['body', 'default_payment_method_id'];
  if (methodId === undefined) return undefined;
  if (methodId === null) {
    const msg = 'Default payment method cannot be reset to null.';
    return invalid([{ type: 'missing', loc, msg, input: null }]);
  }
  if (await selectPaymentMethod(scope, customerId, methodId)) return undefined;
  return invalid([{ type: 'invalid', loc, msg: 'Payment method not found.', input: methodId }]);
}

async function update(scope: Scope, body: UpdateBody, request: RequestFacts): Promise<Answer> {
  const { id } = portalCustomer(scope);
  const refused = await refuseDefaultMethod(scope, id, body.default_payment_method_id);
  if (refused) return refused;
  const command: CustomerCommand = {
    // Null leaves the name as it is.
    billingName: body.billing_name ?? undefined,
    billingAddress: body.billing_address,
    taxId: body.tax_id,
    defaultPaymentMethodId: body.default_payment_method_id,
  };
  const before = await loggedIn(scope);
  const result = await updateCustomer(scope, { id }, command, customerRules(request.version));
  if (!result.ok) return answerFailures(result.failures, portalFailures, body);
  const { defaultPaymentMethodId } = result.value;
  if (defaultPaymentMethodId !== null && defaultPaymentMethodId !== before?.defaultPaymentMethodId) {
    // Polar: with another default card, what could not be paid is tried again at once.
    await retryAfterNewMethod(scope, id, defaultPaymentMethodId);
  }
  return { status: 200, body: portalCustomerView(result.value) };
}

export const portalCustomerRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/customers/me',
    summary: 'Get the customer that is logged in',
    access: portalRead,
    responses: { 200: PortalCustomerSchema },
    async handle(scope) {
      const customer = await loggedIn(scope);
      return customer ? { status: 200, body: portalCustomerView(customer) } : refuseSubject();
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/customer-portal/customers/me',
    summary: 'Update the customer that is logged in',
    access: portalBillingWrite,
    body: Update,
    responses: { 200: PortalCustomerSchema },
    handle: (scope, { body }, request) => update(scope, body, request),
  }),
];
