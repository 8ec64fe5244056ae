export { createChannel, type Channel } from './channel.ts';
export { toLoss, type Direction } from './direction.ts';
export { ERRORS, TuneError, type ErrorCode, type ErrorDetails } from './errors.ts';
export { evaluateJob, tookTooLong, type EvaluateHooks } from './evaluate.ts';
export type { Executor, ExecutorEvent, Job, ObjectiveReference } from './executor.ts';
export { historyOf, type History, type PastTrial, type PendingTrial } from './history.ts';
export { inProcessExecutor } from './in-process-executor.ts';
export type { Json } from './json.ts';
export type {
  EvaluateContext,
  Fact,
  Objective,
  Optimum,
  Preset,
  SetupContext,
  Values,
} from './objective.ts';
export { categorical, type Choice } from './parameter/categorical.ts';
export { float, type FloatOptions } from './parameter/float.ts';
export { int, type IntOptions } from './parameter/int.ts';
export type { Column, Fault, Parameter } from './parameter/parameter.ts';
export type { OptimizeOptions } from './optimize.ts';
export type { Curve, CurvePoint, Pruner } from './pruner.ts';
export { createRng, hashSeed, type Rng } from './rng.ts';
export { createScratch, type Disposable, type Scratch } from './scratch.ts';
export {
  parsePoint,
  space,
  spaceFromJSON,
  type Parameters,
  type Point,
  type PointOf,
  type Space,
} from './space.ts';
export { memoryStorage, type Storage, type StudyFact, type Version } from './storage.ts';
export type { Ask, Budget, Capabilities, Strategy, Suggestion } from './strategy.ts';
export { stepsOf } from './step-budget.ts';
export type { StudyEvent } from './study-event.ts';
export {
  createStudy,
  evaluationSeedOf,
  isBetter,
  Study,
  type Clock,
  type StudyOptions,
} from './study.ts';
export type { Outcome, Report, Trial, TrialState } from './trial.ts';
