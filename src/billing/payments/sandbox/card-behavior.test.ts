import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFinalDecline } from '../decline-reasons.ts';
import {
  answerOf,
  answerToChallenge,
  type CardOutcome,
  type CardUse,
  declineMessages,
} from './card-behavior.ts';

const first: CardUse = { kind: 'charge', isKept: false, isAuthenticated: false, offSession: false };
const renewal: CardUse = { kind: 'charge', isKept: true, isAuthenticated: false, offSession: true };
const authenticated: CardUse = { ...renewal, isAuthenticated: true };
const setUp: CardUse = { ...first, kind: 'set_up' };

const declined = (declineReason: string) => ({ status: 'failed', declineReason });

test('each card does what it is for', () => {
  const challenge = { status: 'requires_action' };
  const paid = { status: 'succeeded' };
  const later = { status: 'pending' };
  const unseen = declined('authentication_required');
  const funds = declined('insufficient_funds');
  const rows: [CardOutcome, object, object, object, object][] = [
    // At the checkout, at a renewal, at a renewal after authentication, when set up.
    ['succeeds', paid, paid, paid, paid],
    ['insufficient_funds', funds, funds, funds, funds],
    ['stolen_card', ...fourTimes(declined('stolen_card'))],
    ['declined_later', paid, declined('generic_decline'), declined('generic_decline'), paid],
    ['challenged', challenge, unseen, paid, challenge],
    ['always_challenged', challenge, unseen, unseen, challenge],
    ['fails_challenge', challenge, unseen, unseen, challenge],
    ['challenged_then_declined', challenge, unseen, funds, challenge],
    ['delayed_success', later, later, later, paid],
    ['delayed_failure', later, later, later, paid],
    ['disputed', paid, paid, paid, paid],
    ['failing_refund', paid, paid, paid, paid],
  ];
  for (const [outcome, ...expected] of rows) {
    const answers = [first, renewal, authenticated, setUp].map((use) => answerOf(outcome, use));
    assert.deepEqual(answers, expected, outcome);
  }
});

function fourTimes<T>(value: T): [T, T, T, T] {
  return [value, value, value, value];
}

test('a challenge that is passed lets the card decide, one that is not declines', () => {
  const failed = declined('authentication_failed');
  assert.deepEqual(answerToChallenge('challenged', 'charge', true), { status: 'succeeded' });
  assert.deepEqual(answerToChallenge('challenged', 'charge', false), failed);
  assert.deepEqual(answerToChallenge('fails_challenge', 'charge', true), failed);
  const funds = declined('insufficient_funds');
  assert.deepEqual(answerToChallenge('challenged_then_declined', 'charge', true), funds);
  // Nothing is taken when a card is set up, so that there is nothing to be short of.
  assert.deepEqual(answerToChallenge('challenged_then_declined', 'set_up', true), { status: 'succeeded' });
});

test('what is stolen, lost or blocked is declined for good; what may pass is not', () => {
  const final = Object.keys(declineMessages).filter(isFinalDecline).sort();
  assert.deepEqual(final, [
    'authentication_required',
    'highest_risk_level',
    'lost_card',
    'payment_method_unknown',
    'stolen_card',
  ]);
});
