export { decideAdvance, decideSet, type FrozenClock, isFrozen, type TestClock } from './test-clock.ts';
export {
  lockTestClock,
  selectAdvancingClocks,
  selectTestClock,
  writeTestClock,
} from './test-clocks.sql.ts';
export { type TestClocks, watchTestClocks } from './watch-test-clocks.ts';
