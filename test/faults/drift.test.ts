import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftOf, type Period } from './drift.ts';

const usual: Period = {
  requestsPerSecond: 100,
  middle: 4,
  slowest: 30,
  behind: 10,
  liveMegabytes: 40,
  residentMegabytes: 180,
  handles: 20,
  connections: 12,
};

/** Twelve periods that go up and down, and are otherwise as `more` says of each. */
const soaked = (more: (index: number) => Partial<Period>): Period[] =>
  Array.from({ length: 12 }, (_, index) => ({
    ...usual,
    middle: 4 + (index % 3),
    slowest: 30 + 20 * (index % 2),
    liveMegabytes: 40 + (index % 2),
    ...more(index),
  }));

test('what goes up and down, or only until it is warm, is no drift', () => {
  assert.deepEqual(driftOf(soaked(() => ({}))), []);
  const warming = (index: number) => Math.min(index, 4);
  assert.deepEqual(
    driftOf(soaked((index) => ({ liveMegabytes: 20 + 10 * warming(index), handles: 10 * warming(index) }))),
    [],
  );
  // A machine that was busy with something else for a while.
  assert.deepEqual(
    driftOf(soaked((index) => (index === 9 ? { middle: 80, slowest: 900, behind: 500 } : {}))),
    [],
  );
});

for (const [figure, growing, expected] of [
  ['liveMegabytes', (index) => 40 + 2 * index, 'memory in use: 52, later 60'],
  ['residentMegabytes', (index) => 180 + 25 * index, 'resident memory: 330, later 430'],
  ['handles', (index) => 20 + 4 * index, 'handles: 44, later 60'],
  ['behind', (index) => 100 * index, 'events behind: 600, later 1000'],
  ['middle', (index) => 4 + 4 * index, 'the middle of the latencies: 28, later 44'],
  ['slowest', (index) => 30 + 150 * index, 'the slowest of a hundred: 930, later 1530'],
  ['connections', (index) => 12 + 3 * index, 'connections: 45, of at most 40'],
] as [keyof Period, (index: number) => number, string][]) {
  test(`a leak is found: ${figure}`, () => {
    assert.deepEqual(driftOf(soaked((index) => ({ [figure]: growing(index) }))), [expected]);
  });
}
