import type { Clock, Executor, Objective, OptimizeOptions, Storage } from '@tune/core';
import { checkDuration } from '@tune/core/plugin';
import { compareError } from './errors.ts';
import type { ComparisonEvent } from './events.ts';

/** Where to stop trials, runs and the comparison. */
export interface Limits extends Pick<OptimizeOptions, 'timeoutMs' | 'maxFailures'> {
  /** After so many seconds, counted from the event `ready`, no further trial of any run is begun. */
  readonly seconds?: number;
  /** How long one call of a strategy may take, in milliseconds. Default: ten minutes. */
  readonly suggestTimeoutMs?: number;
}

/** How a comparison is run; nothing of it is part of the design. */
export interface CompareOptions {
  /**
   * Evaluates the trials of all runs, as many at once as its `concurrency` says. It is closed before
   * `compare` returns, and before the held-out tests, which may need its memory. Default: this process,
   * one trial at a time; then the objective is disposed too.
   */
  readonly executor?: Executor;
  /** Stays open. Default: in memory. */
  readonly storage?: Storage;
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /**
   * Aborted when it is to stop. Before the event `ready`, `compare` rejects with its reason. After that the
   * running trials are cancelled and wait to be run again, and what was measured is compared.
   */
  readonly signal?: AbortSignal;
  readonly limits?: Limits;
  /** How often a trial whose process died is run again. */
  readonly maxRetries?: number;
  /**
   * What values may depend on besides what the set-up says, by label: stored with the studies, and
   * compared when they resume.
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Called once everything is set up, before any study is opened: a caller that stores something beside
   * the studies does it here, so that a comparison that cannot begin changes nothing.
   */
  readonly beforeRuns?: () => Promise<void>;
  /** Opens where the held-out tests are evaluated; is closed after them. Default: this process. */
  readonly openTest?: (test: Objective) => Executor | Promise<Executor>;
  /**
   * Told what happens. It cannot hold the comparison up. If it throws, the comparison stops, its running
   * trials wait to be run again, and `compare` rejects with that error.
   */
  readonly onEvent?: (event: ComparisonEvent) => void;
  /** Told how the set-up goes, in plain sentences. */
  readonly progress?: (message: string) => void;
}

/** A year. */
const MAX_SECONDS = 365 * 24 * 3600;

/** @throws COMPARE_OPTION_INVALID, STUDY_OPTION_INVALID  the other limits are checked by each study */
export function checkLimits({ seconds, suggestTimeoutMs }: Limits = {}): void {
  if (suggestTimeoutMs !== undefined) {
    checkDuration('limits.suggestTimeoutMs', suggestTimeoutMs, 'milliseconds');
  }
  if (seconds === undefined || (seconds > 0 && seconds <= MAX_SECONDS)) return;
  const expected = `seconds above 0, at most ${MAX_SECONDS},`;
  throw compareError('COMPARE_OPTION_INVALID', {
    name: 'limits.seconds',
    expected,
    value: seconds,
  });
}
