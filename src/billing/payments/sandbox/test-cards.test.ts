import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containsCardNumber } from '../../../platform/card-number.ts';
import { securityCodeLength, testCard, wellKnownCard } from './test-cards.ts';

test('a test card is known by its brand and last digits', () => {
  const { fingerprint, ...visa } = testCard('4242424242424242') ?? {};
  assert.deepEqual(visa, { brand: 'visa', last4: '4242', outcome: 'succeeds' });
  assert.match(fingerprint ?? '', /^[\w-]{16}$/);
  assert.equal(testCard('378282246310005')?.brand, 'amex');
  assert.equal(testCard('5200828282828210')?.brand, 'mastercard');
  assert.equal(testCard('6011111111111117')?.brand, 'discover');
  assert.equal(securityCodeLength('amex'), 4);
  assert.equal(securityCodeLength('visa'), 3);
});

test('no other number is one, nor what every object has', () => {
  for (const number of ['4242424242424241', '4929420573595709', '', 'constructor', '__proto__']) {
    assert.equal(testCard(number), undefined);
    assert.equal(wellKnownCard(number), undefined);
  }
});

test('tokens stand for cards, and the name of none is a number', () => {
  for (const token of ['tok_visa', 'tok_mastercard', 'tok_amex', 'tok_visa_debit', 'tok_discover']) {
    assert.equal(wellKnownCard(token)?.outcome, 'succeeds');
    assert.ok(!containsCardNumber(token));
  }
  assert.equal(wellKnownCard('tok_chargeDeclined')?.outcome, 'generic_decline');
});

test('a fingerprint is the same for a number and its token, and another for another number', () => {
  assert.equal(wellKnownCard('tok_visa')?.fingerprint, testCard('4242424242424242')?.fingerprint);
  assert.notEqual(wellKnownCard('tok_visa')?.fingerprint, wellKnownCard('tok_amex')?.fingerprint);
});
