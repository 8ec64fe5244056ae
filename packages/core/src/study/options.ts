import { coreError } from '../errors.ts';
import { isDirection, type Direction } from '../direction.ts';
import type { Executor } from '../execution/executor.ts';
import type { Objective } from '../objective.ts';
import type { Pruner } from '../pruning/pruner.ts';
import type { Point, Space } from '../space/space.ts';
import type { Storage } from '../storage/storage.ts';
import { studyNameFault } from '../storage/study-name.ts';
import { checkStrategy, type Strategy } from '../strategy/strategy.ts';
import { checkBudget, type Budget } from './budget.ts';
import { checkDuration, checkSeed, checkWhole } from './check-options.ts';
import type { Clock } from './clock.ts';
import type { Identity } from '../events/events.ts';
import type { Lease } from '../leases/lease.ts';
import type { RunEvent } from '../optimize/run-event.ts';
import { checkStopping, type Stopping } from './stopping-rule.ts';

/** How a study is made; all but space and strategy have defaults. */
export interface StudyOptions<P extends Point = Point> {
  readonly space: Space<P>;
  readonly strategy: Strategy;
  /** What it is stored under. Default: a unique name. */
  readonly name?: string;
  /** Default: `minimize`. */
  readonly direction?: Direction;
  /** Default: in memory. */
  readonly storage?: Storage;
  /**
   * Unsigned 32-bit; all chance of the strategy comes from it. Default: that of the stored study, or a
   * random one, see `study.seed`.
   */
  readonly seed?: number;
  /**
   * What evaluation seeds are made from; studies that share it value equal points equally. Default: that of
   * the stored study, or `seed`.
   */
  readonly evaluationSeed?: number;
  /** What may be spent over all starts; another one than the stored study has is stored as a change. */
  readonly budget?: Budget;
  /**
   * The budget only raises what is stored, so that of several processes that ask for different ones the
   * largest stays. What this process spends is then the `budget` of `optimize`. Default: false.
   */
  readonly onlyRaises?: boolean;
  readonly stopping?: Stopping;
  /** What is optimized, as part of the study's identity: another one of the same name is an error. */
  readonly objective?: Identity;
  /** How a trial whose process died is found. Default: that of the storage. */
  readonly lease?: Lease;
  /** How often a trial that lost its process, or failed in a way that may pass, is run again. Default: 3. */
  readonly maxRetries?: number;
  /** What values may depend on besides point and seed, by label; stored when the study is created. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * How long one call of the strategy may take, in milliseconds; then the search ends with an error. A
   * strategy that keeps the thread busy cannot be ended from the same thread. Default: ten minutes.
   */
  readonly suggestTimeoutMs?: number;
  /** Default: the system's clock. */
  readonly clock?: Clock;
}

/** Whose turn it is to run a trial, when several studies share an executor. */
export interface Semaphore {
  /** Resolves when a trial may begin; call the result when it has ended. Rejects when the signal aborts. */
  acquire(signal: AbortSignal): Promise<() => void>;
}

/** How a study is run; nothing of it is part of the study. */
export interface OptimizeOptions<P extends Point = Point> {
  /** How many trials this call may begin. Default: as many as the study's budget allows. */
  readonly trials?: number;
  /**
   * A part of the study's budget: trials that it would not have begun with this one are neither begun nor
   * waited for. Default: all of it.
   */
  readonly budget?: Budget;
  /** After so many seconds no further trial is begun; those that run go on to their end. */
  readonly seconds?: number;
  /** Trials at once. Default: what the executor can run; 1 without one. */
  readonly concurrency?: number;
  /** Where trials run; stays open. Default: this process. */
  readonly executor?: Executor;
  /** Asked for a turn before each trial. */
  readonly semaphore?: Semaphore;
  /** Stops trials early, by what they report. */
  readonly pruner?: Pruner;
  /** How long one evaluation may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** So many failed trials in a row, and no further one is begun. Default: never. */
  readonly maxFailures?: number;
  /** Aborted when it is to stop: the running trials are cancelled and wait to be run again. */
  readonly signal?: AbortSignal;
  /** Told what happens. It cannot slow the search down; if it throws, the search ends and rejects. */
  readonly onEvent?: (event: RunEvent<P>) => void;
}

/** Retries of a trial, unless the options say otherwise. */
export const MAX_RETRIES = 3;

type Names<T> = Readonly<Record<keyof T, true>>;

const STUDY_OPTIONS: Names<StudyOptions> = {
  ...{ space: true, strategy: true, name: true, direction: true, storage: true, seed: true },
  ...{ evaluationSeed: true, budget: true, stopping: true, objective: true, lease: true },
  ...{ onlyRaises: true, maxRetries: true, environment: true, suggestTimeoutMs: true, clock: true },
};

/** An objective is often spread into the options; what the study has no use for is ignored. */
const OBJECTIVE_FIELDS: Names<Objective> = {
  ...{ name: true, version: true, options: true, space: true, direction: true, metric: true },
  ...{ description: true, preset: true, presets: true, optimum: true, samples: true },
  ...{ backends: true, isolation: true, steps: true, reference: true, setup: true },
  ...{ evaluate: true, test: true, dispose: true, clean: true },
};

const OPTIMIZE_OPTIONS: Names<OptimizeOptions> = {
  ...{ trials: true, seconds: true, concurrency: true, executor: true, semaphore: true },
  ...{
    budget: true,
    pruner: true,
    timeoutMs: true,
    maxFailures: true,
    signal: true,
    onEvent: true,
  },
};

const STOPPING_OPTIONS: Names<Stopping> = { target: true, patience: true };

/** How trials are asked for. */
export interface AskOptions {
  /** With it, the answer is a list. Default: one trial. */
  readonly count?: number;
  readonly signal?: AbortSignal;
}

const ASK_OPTIONS: Names<AskOptions> = { count: true, signal: true };

/** @throws STUDY_OPTION_INVALID */
export function checkAskOptions(options: AskOptions): void {
  checkObject('the options of ask()', 'an object', options);
  checkNames(options, ASK_OPTIONS, 'ask()');
  if (options.count !== undefined) checkWhole('count', options.count);
}

/** Which recommendation is asked for. */
export interface RecommendOptions {
  /** As if the study had ended after so many trials, cancelled ones not counted. Default: all of them. */
  readonly trials?: number;
  readonly signal?: AbortSignal;
}

const RECOMMEND_OPTIONS: Names<RecommendOptions> = { trials: true, signal: true };

/** @throws STUDY_OPTION_INVALID */
export function checkRecommendOptions(options: RecommendOptions): void {
  checkObject('the options of recommend()', 'an object', options);
  checkNames(options, RECOMMEND_OPTIONS, 'recommend()');
  if (options.trials !== undefined) checkWhole('trials', options.trials);
}

/**
 * The options without those that are undefined: they have their defaults.
 * @throws STUDY_OPTION_INVALID  there are no options
 */
export function definedOptions<T extends object>(options: T): T {
  checkObject('the options of createStudy()', 'an object with a space and a strategy', options);
  const defined = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as T;
}

/** @throws STUDY_OPTION_INVALID, STRATEGY_INVALID */
export function checkStudyOptions(options: StudyOptions): void {
  const { name, direction, seed, evaluationSeed, budget, stopping, maxRetries, lease } = options;
  const { storage, clock, objective, environment, suggestTimeoutMs } = options;
  const isObjective = 'evaluate' in options;
  checkNames(options, STUDY_OPTIONS, 'createStudy()', isObjective ? OBJECTIVE_FIELDS : {});
  checkStrategy('the option strategy', options.strategy);
  const nameExpected = name === undefined ? undefined : studyNameFault(name);
  if (nameExpected !== undefined) fail('name', nameExpected, name);
  if (direction !== undefined && !isDirection(direction)) {
    fail('direction', '"minimize" or "maximize"', direction);
  }
  if (storage !== undefined) {
    checkMethods('storage', 'a storage', storage, ['append', 'read', 'addReports', 'readReports']);
  }
  if (seed !== undefined) checkSeed('seed', seed);
  if (evaluationSeed !== undefined) checkSeed('evaluationSeed', evaluationSeed);
  checkBudget(budget);
  if (stopping !== undefined) {
    checkObject('stopping', 'an object', stopping);
    checkNames(stopping, STOPPING_OPTIONS, 'stopping');
  }
  checkStopping(stopping);
  if (objective !== undefined) {
    checkObject('objective', 'an object with a name', objective);
    if (typeof objective.name !== 'string') fail('objective.name', 'a string', objective.name);
  }
  if (maxRetries !== undefined) checkWhole('maxRetries', maxRetries, 0);
  if (suggestTimeoutMs !== undefined) {
    checkDuration('suggestTimeoutMs', suggestTimeoutMs, 'milliseconds');
  }
  if (lease !== undefined) {
    checkObject('lease', 'an object with holder and ms', lease);
    checkDuration('lease.ms', lease.ms, 'milliseconds');
  }
  if (environment !== undefined) checkObject('environment', 'an object of strings', environment);
  if (clock !== undefined) checkFunction('clock', clock);
}

/** @throws STUDY_OPTION_INVALID */
export function checkOptimizeOptions(options: OptimizeOptions<never>): void {
  checkObject('the options of optimize()', 'an object', options);
  checkNames(options, OPTIMIZE_OPTIONS, 'optimize()');
  const { trials, seconds, concurrency, timeoutMs, maxFailures } = options;
  const { executor, semaphore, pruner, signal, onEvent } = options;
  if (trials !== undefined) checkWhole('trials', trials);
  checkBudget(options.budget);
  if (seconds !== undefined) checkDuration('seconds', seconds, 'seconds');
  if (concurrency !== undefined) checkWhole('concurrency', concurrency);
  if (timeoutMs !== undefined) checkDuration('timeoutMs', timeoutMs, 'milliseconds');
  if (maxFailures !== undefined) checkWhole('maxFailures', maxFailures);
  if (executor !== undefined) {
    checkMethods('executor', 'an executor', executor, ['run']);
    checkWhole('executor.concurrency', executor.concurrency);
  }
  if (semaphore !== undefined) checkMethods('semaphore', 'a semaphore', semaphore, ['acquire']);
  if (pruner !== undefined) checkMethods('pruner', 'a pruner', pruner, ['decide']);
  if (signal !== undefined) {
    checkMethods('signal', 'an AbortSignal', signal, ['addEventListener', 'removeEventListener']);
  }
  if (onEvent !== undefined) checkFunction('onEvent', onEvent);
}

const fail = (name: string, expected: string, value: unknown): never => {
  throw coreError('STUDY_OPTION_INVALID', { name, expected, value });
};

function checkObject(name: string, expected: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) fail(name, expected, value);
}

function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') fail(name, 'a function', value);
}

function checkMethods(
  name: string,
  noun: string,
  value: unknown,
  methods: readonly string[],
): void {
  const methodsOf = value as Readonly<Record<string, unknown>> | null;
  if (methods.every((method) => typeof methodsOf?.[method] === 'function')) return;
  fail(name, `${noun} (with ${methods.join(', ')})`, value);
}

/** A name that is not known is most often a mistake in writing one that is. */
function checkNames(options: object, names: object, of: string, ignored: object = {}): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(names, name) || Object.hasOwn(ignored, name)) continue;
    const known = Object.keys(names).join(', ');
    fail(name, `no value (it is not an option of ${of}, which has ${known})`, value);
  }
}
