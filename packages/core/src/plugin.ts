// For authors of strategies, pruners, objectives, storages and executors.
export { canonicalJson } from './canonical-json.ts';
export { coreError } from './errors.ts';
export { isBetter, toLoss } from './direction.ts';
export { defineErrors, quote, type ErrorFactory, type ErrorMessage } from './tune-error.ts';
export { evaluateJob, reasonOf, timeoutReason } from './execution/evaluate.ts';
export { raceSignal } from './execution/race-with-abort.ts';
export { SharedJobs } from './execution/shared-jobs.ts';
export { delay, startTimer, yieldToEventLoop } from './execution/timer.ts';
export { checkObjective } from './objective.ts';
export { nearest } from './nearest.ts';
export {
  checkOptions,
  identityOptions,
  optionError,
  type OptionOwner,
  type PluginKind,
} from './plugin-options/check-options.ts';
export {
  integerBetween,
  numberBetween,
  oneOf,
  text,
  trueOrFalse,
  type CompleteOptions,
  type DefaultedRule,
  type OptionRule,
  type OptionRules,
  type OptionsOf,
  type RuleDetails,
} from './plugin-options/option-rule.ts';
export {
  pluginFactory,
  type PluginDescription,
  type PluginFactory,
  type PluginIdentity,
} from './plugin-options/plugin-factory.ts';
export { curveHistory } from './pruning/curve-history.ts';
export { hasMoreThan, isAllowed } from './sampling/allowed.ts';
export { drawPoint } from './sampling/draw-point.ts';
export { EvaluatedPoints } from './sampling/evaluated-points.ts';
export { createPacer, type Pacer } from './sampling/pacer.ts';
export {
  drawRow,
  PointSearch,
  walkedMeta,
  type Found,
  type SearchAsk,
} from './sampling/point-search.ts';
export type { Lattice } from './space/lattice.ts';
export type { Conditioned } from './space/point.ts';
export type { Damage, ImportedStudies } from './storage/catalog.ts';
export { runBelow } from './storage/run-below.ts';
export type { EventPage, Version } from './storage/storage.ts';
export { studyNameFault } from './storage/study-name.ts';
export { summaryOf } from './storage/study-summary.ts';
export { upgradeEvents } from './storage/upgrade-events.ts';
export { eventFault } from './storage/event-fields.ts';
export { LogCheck } from './storage/log-check.ts';
export { validateEvents } from './storage/validate-events.ts';
export { isError, isPromise } from './realms.ts';
export { fallbacksOf } from './strategy/fallbacks.ts';
export { checkInfos, checkRecommendation, checkSuggestions } from './strategy/check-suggestions.ts';
export { historyOf } from './strategy/history-builder.ts';
export { jsonFault } from './strategy/json-fault.ts';
export { createRng, hashSeed, type Rng } from './strategy/rng.ts';
export { createScratch, type Disposable, type Scratch } from './strategy/scratch.ts';
export { TimeLimit } from './strategy/time-limit.ts';
export { checkStrategy } from './strategy/strategy.ts';
export { largerBudget, stepsOf } from './study/budget.ts';
export { checkDuration, checkNumber, checkWhole } from './study/check-options.ts';
export { enqueueTrial } from './study/enqueue.ts';
export { evaluationSeedOf } from './study/evaluation-seed.ts';
export { indexOf, type EventIndex, type TrialStatus } from './events/event-index.ts';
export { requiresFsync, type StudyEvent, type TrialReport } from './events/events.ts';
export { stopReason } from './study/stopping-rule.ts';
export { TrialTime } from './study/trial-time.ts';
export { bestTrial, isFullFidelity } from './study/trial.ts';
export { trialsWithin } from './study/within-budget.ts';
