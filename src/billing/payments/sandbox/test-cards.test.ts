import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containsCardNumber } from '../../../platform/card-number.ts';
import { declineMessages, securityCodeLength, testCard, wellKnownCard } from './test-cards.ts';

test('a test card is known by its brand and last digits', () => {
  assert.deepEqual(testCard('4242424242424242'), { brand: 'visa', last4: '4242', outcome: 'succeeds' });
  assert.deepEqual(testCard('378282246310005'), { brand: 'amex', last4: '0005', outcome: 'succeeds' });
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
  for (const token of [
    'tok_visa',
    'tok_mastercard',
    'tok_amex',
    'tok_visa_debit',
    'tok_threeDSecure2Required',
  ]) {
    assert.equal(wellKnownCard(token)?.outcome, 'succeeds');
    assert.ok(!containsCardNumber(token));
  }
  const declined = wellKnownCard('tok_chargeDeclined');
  assert.equal(declined?.outcome, 'generic_decline');
  assert.equal(declineMessages.generic_decline, 'Your card was declined.');
});
