export { createChannel, type Channel } from './channel.ts';
export { isBetter, toLoss, type Direction } from './direction.ts';
export { ERRORS, TuneError, type ErrorCode, type ErrorDetails } from './errors.ts';
export { evaluateJob, tookTooLong, type EvaluateHooks } from './evaluate.ts';
export { evaluationSeedOf } from './evaluation-seed.ts';
export type { Executor, ExecutorEvent, Job, ObjectiveReference } from './executor.ts';
export { headOf, type FactHead, type Standing } from './fact-head.ts';
export type { History, PastTrial, PendingTrial } from './history.ts';
export { inProcessExecutor } from './in-process-executor.ts';
export type { Json } from './json.ts';
export type { Lease } from './lease.ts';
export { memoryStorage } from './memory-storage.ts';
export type {
  EvaluateContext,
  Fact,
  Objective,
  Optimum,
  Preset,
  SetupContext,
  Values,
} from './objective.ts';
export type { Lattice } from './lattice.ts';
export { categorical } from './parameter/categorical.ts';
export { float, type FloatOptions } from './parameter/float.ts';
export { int, type IntOptions } from './parameter/int.ts';
export { ordinal } from './parameter/ordinal.ts';
export type {
  Choice,
  Column,
  Condition,
  ConditionalParameter,
  Fault,
  FreeParameter,
  Parameter,
} from './parameter/parameter.ts';
export type { OptimizeOptions } from './optimize.ts';
export { historyOf } from './past.ts';
export type { Curve, CurvePoint, Pruner } from './pruner.ts';
export { createRng, hashSeed, type Rng } from './rng.ts';
export { createScratch, type Disposable, type Scratch } from './scratch.ts';
export {
  parsePoint,
  space,
  type Parameters,
  type Point,
  type PointOf,
  type Space,
} from './space.ts';
export { spaceFromJSON } from './space-json.ts';
export type { FactPage, Storage, Version } from './storage.ts';
export { mustSurvive, type LeaseTerms, type StudyFact } from './study-fact.ts';
export type { Stopping } from './stopping.ts';
export type { Ask, Budget, Capabilities, Strategy, Suggestion } from './strategy.ts';
export { stepsOf } from './step-budget.ts';
export type { StudyEvent } from './study-event.ts';
export { createStudy } from './create-study.ts';
export { readStudy, type StoredStudy } from './stored-study.ts';
export { Study } from './study.ts';
export type { Change, Clock, StudyOptions } from './study-options.ts';
export type { Outcome, Report, Trial, TrialState } from './trial.ts';
