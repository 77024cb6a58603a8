export { type Advance, advanceClock } from './advance-clock.ts';
export type { DueStep, Engine, EngineLog } from './due-step.ts';
export { dueSteps } from './due-steps.ts';
export { runDueWork } from './run-due-work.ts';
export { deleteClock, setClock } from './set-clock.ts';
export { type ShownClock, showClock } from './show-clock.ts';
export { selectUpcoming, type Upcoming, type UpcomingType, upcomingTypes } from './upcoming.ts';
