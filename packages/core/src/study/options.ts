import { coreError } from '../errors.ts';
import { isDirection, type Direction } from '../direction.ts';
import type { Executor } from '../execution/executor.ts';
import type { Pruner } from '../pruning/pruner.ts';
import type { Point, Space } from '../space/space.ts';
import type { Storage } from '../storage/storage.ts';
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
  /** Unsigned 32-bit; all chance of the strategy comes from it. Default: random, see `study.seed`. */
  readonly seed?: number;
  /** What evaluation seeds are made from; studies that share it value equal points equally. Default: `seed`. */
  readonly evaluationSeed?: number;
  /** What may be spent over all starts; another one than the stored study has is stored as a change. */
  readonly budget?: Budget;
  readonly stopping?: Stopping;
  /** What is optimized, as part of the study's identity: another one of the same name is an error. */
  readonly objective?: Identity;
  /** How a trial whose process died is found. Default: that of the storage. */
  readonly lease?: Lease;
  /** How often a trial that lost its process, or failed in a way that may pass, is run again. Default: 3. */
  readonly maxRetries?: number;
  /** What values may depend on besides point and seed, by label; stored when the study is created. */
  readonly environment?: Readonly<Record<string, string>>;
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
  /** After so many seconds no further trial is begun. */
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

/** @throws STUDY_OPTION_INVALID, STRATEGY_INVALID */
export function checkStudyOptions(options: StudyOptions): void {
  const { name, direction, seed, evaluationSeed, budget, stopping, maxRetries, lease } = options;
  const fail = (option: string, expected: string, value: unknown): never => {
    throw coreError('STUDY_OPTION_INVALID', { name: option, expected, value });
  };
  checkStrategy('the option strategy', options.strategy);
  if (name !== undefined && typeof name !== 'string') fail('name', 'a string', name);
  if (direction !== undefined && !isDirection(direction)) {
    fail('direction', '"minimize" or "maximize"', direction);
  }
  if (seed !== undefined) checkSeed('seed', seed);
  if (evaluationSeed !== undefined) checkSeed('evaluationSeed', evaluationSeed);
  checkBudget(budget);
  checkStopping(stopping);
  if (maxRetries !== undefined) checkWhole('maxRetries', maxRetries, 0);
  if (lease !== undefined) checkDuration('lease.ms', lease.ms, 'milliseconds');
}

/** @throws STUDY_OPTION_INVALID */
export function checkOptimizeOptions(options: OptimizeOptions<never>): void {
  const { trials, seconds, concurrency, timeoutMs, maxFailures, executor } = options;
  if (trials !== undefined) checkWhole('trials', trials);
  if (seconds !== undefined) checkDuration('seconds', seconds, 'seconds');
  if (concurrency !== undefined) checkWhole('concurrency', concurrency);
  if (timeoutMs !== undefined) checkDuration('timeoutMs', timeoutMs, 'milliseconds');
  if (maxFailures !== undefined) checkWhole('maxFailures', maxFailures);
  if (executor !== undefined) checkWhole('executor.concurrency', executor.concurrency);
}
