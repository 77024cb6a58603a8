import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Address } from '../../platform/address.ts';
import type { StoredTaxId } from '../../platform/tax-id/index.ts';
import { type Customer, customerFields, type EmailRule, noCustomerFields } from './customer.ts';
import {
  type Conflicts,
  type CustomerCommand,
  type CustomerRules,
  conflictsWith,
  decideCustomerUpdate,
} from './decide-customer.ts';

const now = new Date('2026-05-17T10:00:00Z');
const earlier = new Date('2026-05-01T00:00:00Z');

const nobody: Conflicts = { emailIgnoringCase: null, emailExact: null, externalId: null };

const address = (country: Address['country'], line1: string | null = null): Address => ({
  line1,
  line2: null,
  postal_code: null,
  city: null,
  state: null,
  country,
});

const stored: Customer = {
  ...noCustomerFields,
  organizationId: 'o',
  mode: 'test',
  id: 'c',
  createdAt: earlier,
  modifiedAt: null,
  deletedAt: null,
  version: 3,
  pricingModelId: 'm',
  shortId: 1,
  invoiceNumberBase: '0000001',
  email: 'Ann@example.com',
  emailKey: 'ann@example.com',
  emailVerified: true,
  name: 'Ann',
  firstUserEventAt: null,
};

const polar: CustomerRules = {
  email: 'unique_ignoring_case',
  emailCase: 'stored',
  externalId: 'set_once',
  billingAddress: 'clearable',
  taxIds: 'checked',
};
const polarToday: CustomerRules = { ...polar, emailCase: 'ignored', billingAddress: 'kept' };
const flowglad: CustomerRules = {
  ...polar,
  email: 'shared',
  externalId: 'replaceable',
  taxIds: 'as_given',
};
const atlas: CustomerRules = { ...flowglad, email: 'unique_exact' };
const allRules = { polar, polarToday, flowglad, atlas };

function decide(
  before: Partial<Customer>,
  command: CustomerCommand,
  rules = polar,
  conflicts: Partial<Conflicts> = {},
) {
  return decideCustomerUpdate({ ...stored, ...before }, command, rules, { ...nobody, ...conflicts }, now);
}

function decided(...given: Parameters<typeof decide>) {
  const outcome = decide(...given);
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value;
}

function codes(...given: Parameters<typeof decide>): string[] {
  const outcome = decide(...given);
  return outcome.ok ? [] : outcome.failures.map(({ code }) => code);
}

const text = fc.option(fc.string({ maxLength: 8 }), { nil: null });
const someAddress = fc.option(
  fc.constantFrom(address('DE'), address('US', '1 Main St'), address(null, 'x')),
  { nil: null },
);
const someTaxIds = fc.array(
  fc.constantFrom<StoredTaxId>(
    { value: 'DE123456788', format: 'eu_vat' },
    { value: '911144442', format: 'us_ein' },
    { value: 'X', format: 'house', other: { by: 'us' } },
  ),
  { maxLength: 3 },
);
const members = {
  name: text,
  billingName: text,
  phone: text,
  description: text,
  billingAddress: someAddress,
  shippingAddress: someAddress,
  taxIds: someTaxIds,
  taxExempt: fc.boolean(),
  locale: text,
  metadata: fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  logoUrl: text,
  userId: text,
  domain: text,
};
const someCustomer = fc
  .record(members, { noNullPrototype: true })
  .map((fields): Customer => ({ ...stored, ...fields }));
const someCommand = fc.record(members, { requiredKeys: [], noNullPrototype: true });
const someRules = fc.constantFrom(...Object.values(allRules));

test('property: an update that names nothing, or what is there already, changes nothing', () => {
  fc.assert(
    fc.property(someCustomer, someRules, fc.subarray([...customerFields]), (customer, rules, named) => {
      const same = Object.fromEntries(named.map((member) => [member, structuredClone(customer[member])]));
      const unnamed = Object.fromEntries(named.map((member) => [member, undefined]));
      // To say again that there is no address, or an old tax id under a new look at its country, is a matter of rules.
      delete same.billingAddress;
      for (const command of [{}, same, unnamed]) {
        const { changes, customer: after } = decided(customer, command, rules);
        assert.deepEqual(changes, {});
        assert.deepEqual(after, { ...customer, modifiedAt: now });
      }
    }),
    { numRuns: 500, seed: 1 },
  );
});

test('property: only what is named changes, and the changes tell of it and of nothing else', () => {
  fc.assert(
    fc.property(someCustomer, someCommand, (customer, command) => {
      const { changes, customer: after } = decided(customer, command, atlas);
      for (const member of customerFields) {
        const isNamed = member in command;
        assert.deepEqual(after[member], isNamed ? command[member as keyof typeof command] : customer[member]);
        const isChanged = JSON.stringify(after[member]) !== JSON.stringify(customer[member]);
        if (member in changes) {
          assert.ok(isNamed, member);
          assert.deepEqual(changes[member], { before: customer[member], after: after[member] });
        } else if (member !== 'metadata') {
          assert.ok(!isChanged, member);
        }
      }
      const { organizationId, mode, id, version, createdAt, emailKey, invoiceNumberBase } = customer;
      const kept = { organizationId, mode, id, version, createdAt, emailKey, invoiceNumberBase };
      assert.deepEqual({ ...after, ...kept }, after);
    }),
    { numRuns: 1000, seed: 2 },
  );
});

test('property: neither the customer nor the command is written to', () => {
  fc.assert(
    fc.property(someCustomer, someCommand, someRules, (customer, command, rules) => {
      const [before, asked] = [structuredClone(customer), structuredClone(command)];
      decide(customer, command, rules);
      assert.deepEqual(customer, before);
      assert.deepEqual(command, asked);
    }),
    { numRuns: 300, seed: 3 },
  );
});

test('a metadata whose keys come in another order is the same', () => {
  const { changes } = decided(
    { metadata: { a: 1, b: { c: 2, d: 3 } } },
    { metadata: { b: { d: 3, c: 2 }, a: 1 } },
  );
  assert.deepEqual(changes, {});
});

test('a new address takes the verified mark away, and a key by the rule of who wrote it', () => {
  for (const [rules, key] of [
    [polar, 'new@example.com'],
    [polarToday, 'new@example.com'],
    [atlas, 'NEW@example.com'],
    [flowglad, null],
  ] as const) {
    const { customer, changes } = decided({}, { email: 'NEW@example.com' }, rules);
    assert.deepEqual(
      [customer.email, customer.emailKey, customer.emailVerified],
      ['NEW@example.com', key, false],
    );
    assert.deepEqual(Object.keys(changes), ['email', 'emailVerified']);
  }
});

test('the same address in another case: replaced, left or new, as the dialect has it', () => {
  const command = { email: 'ANN@example.com' };
  const early = decided({}, command, polar).customer;
  assert.deepEqual(
    [early.email, early.emailKey, early.emailVerified],
    ['ANN@example.com', 'ann@example.com', true],
  );
  assert.deepEqual(decided({}, command, polarToday).changes, {});
  assert.equal(decided({}, command, atlas).customer.emailVerified, false);
});

test('who has an address is in the way by the rule of who asks', () => {
  const other = { emailIgnoringCase: 'x', emailExact: null };
  const exact = { emailIgnoringCase: 'x', emailExact: 'x' };
  const command = { email: 'bob@example.com' };
  assert.deepEqual(codes({}, command, polar, other), ['email_taken']);
  assert.deepEqual(codes({}, command, atlas, other), []);
  assert.deepEqual(codes({}, command, atlas, exact), ['email_taken']);
  assert.deepEqual(codes({}, command, flowglad, exact), []);
  assert.deepEqual(codes({}, { email: stored.email }, polar, exact), [], 'one’s own is nobody’s business');
  assert.deepEqual(codes({}, { name: 'x' }, polar, exact), []);
});

test('of the holders of an address oneself is none', () => {
  const holder = (id: string, email: string, emailKey: string | null = null) => ({ id, email, emailKey });
  const find = (...ofEmail: ReturnType<typeof holder>[]) =>
    conflictsWith({ ofEmail, ofExternalId: [] }, { email: 'a@x.com' }, 'self');
  assert.deepEqual(find(holder('self', 'a@x.com')), nobody);
  assert.deepEqual(find(holder('b', 'A@x.com')), { ...nobody, emailIgnoringCase: 'b' });
  assert.deepEqual(find(holder('b', 'A@x.com', 'a@x.com')), {
    ...nobody,
    emailIgnoringCase: 'b',
    emailExact: 'b',
  });
  assert.equal(
    find(holder('self', 'a@x.com'), holder('b', 'A@x.com'), holder('c', 'a@x.com')).emailExact,
    'c',
  );
});

test('an external id is in the way within the pricing model that is named, else anywhere', () => {
  const holders = { ofEmail: [], ofExternalId: [{ id: 'b', pricingModelId: 'm2' }] };
  const find = (pricingModelId?: string) =>
    conflictsWith(holders, { externalId: 'e', ...(pricingModelId ? { pricingModelId } : {}) }, 'self')
      .externalId;
  assert.deepEqual([find(), find('m1'), find('m2')], ['b', null, 'b']);
});

test('an external id is set once, or anew, as the dialect has it', () => {
  const taken = { externalId: 'x' };
  assert.deepEqual(codes({}, { externalId: 'e' }, polar), []);
  assert.deepEqual(codes({ externalId: 'e' }, { externalId: 'e' }, polar, taken), []);
  assert.deepEqual(codes({ externalId: 'e' }, { externalId: 'f' }, polar), ['external_id_fixed']);
  assert.deepEqual(codes({ externalId: 'e' }, { externalId: null }, polar), ['external_id_fixed']);
  assert.deepEqual(codes({ externalId: 'e' }, { externalId: 'f' }, polar, taken), [
    'external_id_fixed',
    'external_id_taken',
  ]);
  assert.deepEqual(codes({ externalId: 'e' }, { externalId: 'f' }, flowglad), []);
  assert.deepEqual(codes({}, { externalId: 'f' }, flowglad, taken), ['external_id_taken']);
});

test('who comes back from the archive or to another model needs its external id to be free', () => {
  const taken = { externalId: 'x' };
  const away = { externalId: 'e', archivedAt: earlier };
  assert.deepEqual(codes(away, { archivedAt: null }, flowglad, taken), ['external_id_taken']);
  assert.deepEqual(codes(away, { archivedAt: null }, flowglad), []);
  assert.deepEqual(codes(away, { name: 'x' }, flowglad, taken), [], 'who stays away takes nothing');
  assert.deepEqual(codes(away, { externalId: 'f' }, flowglad, taken), []);
  assert.deepEqual(codes(away, { archivedAt: null, externalId: null }, flowglad, taken), []);
  const here = { externalId: 'e' };
  assert.deepEqual(codes(here, { pricingModelId: 'm2' }, flowglad, taken), ['external_id_taken']);
  assert.deepEqual(codes(here, { pricingModelId: 'm' }, flowglad, taken), []);
  assert.deepEqual(codes(here, { archivedAt: now }, flowglad, taken), []);
});

test('an address may be taken away or not, and a team stays one', () => {
  const here = { billingAddress: address('DE') };
  assert.deepEqual(codes(here, { billingAddress: null }, polar), []);
  assert.deepEqual(codes(here, { billingAddress: null }, polarToday), ['billing_address_required']);
  assert.deepEqual(codes({ type: 'team' }, { type: 'individual' }), ['type_downgrade']);
  assert.deepEqual(codes({ type: 'team' }, { type: 'team' }), []);
  assert.deepEqual(codes({}, { type: 'team' }), []);
});

test('all that is wrong is told at once, the tax id only where the rest holds', () => {
  const before: Partial<Customer> = { externalId: 'e', type: 'team', billingAddress: address('DE') };
  const command: CustomerCommand = {
    email: 'b@x.com',
    billingAddress: null,
    externalId: 'f',
    type: 'individual',
    taxId: 'nonsense',
  };
  const conflicts = { emailIgnoringCase: 'x', externalId: 'y' };
  assert.deepEqual(codes(before, command, polarToday, conflicts), [
    'email_taken',
    'billing_address_required',
    'external_id_fixed',
    'external_id_taken',
    'type_downgrade',
  ]);
  assert.deepEqual(codes({ billingAddress: address('DE') }, { taxId: 'nonsense' }), ['tax_id_invalid']);
});

const german: StoredTaxId = { value: 'DE123456788', format: 'eu_vat' };
const american: StoredTaxId = { value: '911144442', format: 'us_ein' };
const house: StoredTaxId = { value: 'X-1', format: 'house', other: { by: 'us' } };

test('a tax id is read for the country of the address, the one sent with it before the one stored', () => {
  assert.deepEqual(codes({}, { taxId: 'DE123456788' }), ['tax_id_without_country']);
  assert.deepEqual(codes({ billingAddress: address('US') }, { taxId: 'DE123456788' }), ['tax_id_invalid']);
  const sent = decided(
    { billingAddress: address('US') },
    { taxId: 'de 123 456 788', billingAddress: address('DE') },
  );
  assert.deepEqual(sent.customer.taxIds, [german]);
});

test('a new tax id takes the place of the first that is known; others stay', () => {
  const before = { billingAddress: address('DE'), taxIds: [house, american] };
  assert.deepEqual(decided(before, { taxId: 'DE123456788' }).customer.taxIds, [german, house]);
  assert.deepEqual(decided(before, { taxId: null }).customer.taxIds, [house]);
  assert.deepEqual(decided({ taxIds: [house] }, { taxId: null }).customer.taxIds, [house]);
});

test('a stored tax id must suit a new country where it is checked', () => {
  const before = { billingAddress: address('DE'), taxIds: [german] };
  assert.deepEqual(codes(before, { billingAddress: address('US') }), ['tax_id_invalid']);
  assert.deepEqual(codes(before, { billingAddress: address('DE', 'x') }), []);
  assert.deepEqual(codes(before, { billingAddress: address('US') }, atlas), []);
  assert.deepEqual(codes(before, { billingAddress: address('US'), taxId: null }), []);
  assert.deepEqual(codes(before, { billingAddress: address('US'), taxId: '911144442' }), []);
  assert.deepEqual(codes(before, { billingAddress: address('US'), taxIds: [american] }), []);
  assert.deepEqual(codes({ ...before, taxIds: [house] }, { billingAddress: address('US') }), []);
  assert.deepEqual(codes(before, { name: 'x' }), [], 'without a new address it is not looked at');
});

test('property: an address under a rule meets the very same address under it', () => {
  const rules: EmailRule[] = ['unique_ignoring_case', 'unique_exact'];
  fc.assert(
    fc.property(fc.emailAddress(), fc.constantFrom(...rules), (email, rule) => {
      const holder = { id: 'other', email, emailKey: email };
      const conflicts = conflictsWith({ ofEmail: [holder], ofExternalId: [] }, { email }, 'c');
      const outcome = decide({ email: `x${email}` }, { email }, { ...polar, email: rule }, conflicts);
      assert.equal(outcome.ok, false);
    }),
    { numRuns: 200, seed: 4 },
  );
});
