// For authors of strategies, pruners, objectives, storages and executors.
export { coreError } from './errors.ts';
export { isBetter, toLoss } from './direction.ts';
export { defineErrors, quote, type ErrorFactory, type ErrorMessage } from './tune-error.ts';
export { evaluateJob, reasonOf, timeoutReason } from './execution/evaluate.ts';
export { isSameOutcome, toOutcome } from './execution/outcome.ts';
export { raceSignal } from './execution/race-with-abort.ts';
export { SharedJobs } from './execution/shared-jobs.ts';
export { delay, startTimer, yieldToEventLoop } from './execution/timer.ts';
export { checkObjective } from './objective.ts';
export { curveHistory } from './pruning/curve-history.ts';
export type { Lattice } from './space/lattice.ts';
export type { Conditioned } from './space/point.ts';
export type { Damage, ImportedStudies } from './storage/catalog.ts';
export type { EventPage, Version } from './storage/storage.ts';
export { nameFault } from './storage/study-name.ts';
export { summaryOf } from './storage/study-summary.ts';
export { upgradeEvents } from './storage/upgrade-events.ts';
export { eventFault } from './storage/event-fields.ts';
export { LogCheck } from './storage/log-check.ts';
export { validateEvents } from './storage/validate-events.ts';
export { historyOf } from './strategy/history-builder.ts';
export { createRng, hashSeed, type Rng } from './strategy/rng.ts';
export { createScratch, type Disposable, type Scratch } from './strategy/scratch.ts';
export { checkStrategy } from './strategy/strategy.ts';
export { stepsOf } from './study/budget.ts';
export {
  checkDuration,
  checkNumber,
  checkSeed,
  checkWhole,
  MAX_DURATION_MS,
} from './study/check-options.ts';
export { enqueueTrial } from './study/enqueue.ts';
export { evaluationSeedOf } from './study/evaluation-seed.ts';
export { indexOf, type EventIndex, type TrialStatus } from './events/event-index.ts';
export { requiresFsync, type StudyEvent, type TrialReport } from './events/events.ts';
export { UNKNOWN_VERSION } from './study/identity.ts';
export { bestTrial, isFullFidelity } from './study/trial.ts';
