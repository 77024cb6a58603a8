import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isRegisteredOn,
  readTaxRegistration,
  repeatedRegistration,
  type TaxRegistration,
} from './tax-registration.ts';

test('a registration is stored with every member, the number and the state in their forms', () => {
  assert.deepEqual(readTaxRegistration({ country: 'DE', taxId: ' de 232 309 969 ' }), {
    ok: true,
    registration: {
      country: 'DE',
      state: null,
      scheme: 'standard',
      taxId: 'DE232309969',
      validFrom: null,
      validTo: null,
    },
  });
  const stored = (input: TaxRegistration) => {
    const read = readTaxRegistration(input);
    return read.ok ? read.registration : read.issue.member;
  };
  assert.deepEqual(stored({ country: 'CA', state: 'ON', taxId: '  ', validFrom: '2024-02-29' }), {
    country: 'CA',
    state: 'CA-ON',
    scheme: 'standard',
    taxId: null,
    validFrom: '2024-02-29',
    validTo: null,
  });
  // Numbers of sellers from abroad have forms of their own.
  for (const registration of [
    { country: 'IE', scheme: 'oss', taxId: 'EU372000041' },
    { country: 'AU', taxId: '300000000000' },
    { country: 'GR', taxId: 'EL094259216' },
  ] as const) {
    const read = readTaxRegistration(registration);
    assert.ok(read.ok && read.registration.taxId === registration.taxId, registration.taxId);
  }
});

test('what is wrong with a registration is told by its member', () => {
  const wrong: [TaxRegistration, keyof TaxRegistration][] = [
    [{ country: 'US', state: 'Nowhere' }, 'state'],
    [{ country: 'CA', state: 'US-CA' }, 'state'],
    [{ country: 'DE', state: 'Bavaria' }, 'state'],
    [{ country: 'GB', scheme: 'oss' }, 'scheme'],
    [{ country: 'DE', taxId: 'DE123' }, 'taxId'],
    [{ country: 'DE', taxId: 'FR61954506077' }, 'taxId'],
    [{ country: 'DE', validFrom: '2026-02-30' }, 'validFrom'],
    [{ country: 'DE', validFrom: '1.2.2026' }, 'validFrom'],
    [{ country: 'DE', validTo: '2026-13-01' }, 'validTo'],
    [{ country: 'DE', validFrom: '2026-02-02', validTo: '2026-02-01' }, 'validTo'],
  ];
  for (const [registration, member] of wrong) {
    const read = readTaxRegistration(registration);
    assert.ok(!read.ok && read.issue.member === member, JSON.stringify(registration));
  }
});

test('registrations repeat each other only for one place, scheme and day', () => {
  const first: TaxRegistration = { country: 'DE', validTo: '2025-12-31' };
  assert.equal(repeatedRegistration([]), undefined);
  assert.equal(repeatedRegistration([first, { country: 'DE', validFrom: '2026-01-01' }]), undefined);
  assert.equal(repeatedRegistration([{ country: 'DE', validFrom: '2026-01-01' }, first]), undefined);
  assert.equal(repeatedRegistration([first, { country: 'DE', scheme: 'oss' }]), undefined);
  assert.equal(repeatedRegistration([first, { country: 'FR' }]), undefined);
  assert.equal(repeatedRegistration([first, { country: 'FR' }, { country: 'DE' }]), 2);
  assert.equal(repeatedRegistration([first, { country: 'DE', validFrom: '2025-12-31' }]), 1);
  const states: TaxRegistration[] = ['US-NY', 'US-CA'].map((state) => ({ country: 'US', state }));
  assert.equal(repeatedRegistration(states), undefined);
});

test('both its days count in', () => {
  const registration: TaxRegistration = { country: 'DE', validFrom: '2026-01-10', validTo: '2026-01-20' };
  const days = ['2026-01-09', '2026-01-10', '2026-01-20', '2026-01-21'];
  assert.deepEqual(
    days.map((day) => isRegisteredOn(registration, day)),
    [false, true, true, false],
  );
  assert.ok(isRegisteredOn({ country: 'DE' }, '9999-12-31'));
});
