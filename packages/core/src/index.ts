// For everybody. What authors of strategies, storages and executors need besides is in plugin.ts.
export type { Direction } from './direction.ts';
export type { EnvironmentChange, EnvironmentInfo, SetupContext } from './environment.ts';
export { isTuneError, TuneError, type ErrorDetails } from './tune-error.ts';
export type {
  Executor,
  ExecutorContext,
  Job,
  JobContext,
  ObjectiveReference,
} from './execution/executor.ts';
export { inProcessExecutor, type InProcessOptions } from './execution/in-process.ts';
export type { Told } from './execution/outcome.ts';
export type { Json } from './json.ts';
export {
  defineObjective,
  type Evaluate,
  type EvaluateContext,
  type Objective,
  type ObjectiveDefinition,
  type Optimum,
  type Preset,
  type Values,
} from './objective.ts';
export type { CurveHistory } from './pruning/curve-history.ts';
export type { Curve, CurvePoint } from './pruning/curve.ts';
export type { Pruner } from './pruning/pruner.ts';
export { spaceFromJSON } from './space/space-json.ts';
export { categorical } from './space/parameter/categorical.ts';
export { float, type FloatOptions } from './space/parameter/float.ts';
export { int, type IntOptions } from './space/parameter/int.ts';
export { ordinal } from './space/parameter/ordinal.ts';
export type {
  Choice,
  Column,
  Condition,
  ConditionalParameter,
  Fault,
  FreeParameter,
  Parameter,
} from './space/parameter/parameter.ts';
export {
  parsePoint,
  space,
  type InferPoint,
  type Parameters,
  type Point,
  type PointOf,
  type Space,
} from './space/space.ts';
export type {
  Catalog,
  ComparedRun,
  ComparisonView,
  StoredComparison,
  StudySummary,
} from './storage/catalog.ts';
export { memoryStorage } from './storage/memory.ts';
export type { Storage } from './storage/storage.ts';
export type { Fallbacks } from './strategy/fallbacks.ts';
export type { EndedTrial, History, PendingTrial } from './strategy/history.ts';
export type { Ask, Capabilities, RecommendAsk, Strategy, Suggestion } from './strategy/strategy.ts';
export type { AskedTrial } from './study/asked-trial.ts';
export type { Budget } from './study/budget.ts';
export { createStudy } from './study/create-study.ts';
export type { Identity } from './events/events.ts';
export type { Lease, LeaseTerms } from './leases/lease.ts';
export type { Clock } from './study/clock.ts';
export type {
  OptimizeOptions,
  RecommendOptions,
  Semaphore,
  StudyOptions,
} from './study/options.ts';
export type { EndReason, RunEvent, RunSummary } from './optimize/run-event.ts';
export type { Recommendation } from './study/recommend.ts';
export type { Stopping } from './study/stopping-rule.ts';
export { readStudy, type StoredStudy } from './study/stored-study.ts';
export { Study } from './study/study.ts';
export type { Outcome, Report, Trial, TrialState } from './study/trial.ts';
