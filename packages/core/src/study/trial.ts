import { isBetter, type Direction } from '../direction.ts';
import type { Json } from '../json.ts';
import type { Point } from '../space/space.ts';

/** An intermediate value. */
export interface Report {
  readonly step: number;
  readonly value: number;
}

/**
 * What came of one attempt to evaluate a trial. It is bounded before it is stored: a
 * reason or a stack of more than 65,536 characters is cut, and its end says how long it was; more than
 * 1,000 metrics, or a metric's name of more than 200 characters, are refused.
 *
 * `seconds` says how long the evaluation took where it was really done, if that was not here: then it is
 * the trial's `evaluateSeconds`.
 */
export type Outcome =
  | {
      readonly state: 'complete';
      /** One value for each direction of the study. */
      readonly values: readonly number[];
      readonly metrics?: Readonly<Record<string, number>>;
      readonly seconds?: number;
    }
  | {
      readonly state: 'failed' | 'pruned' | 'cancelled';
      readonly reason: string;
      /** The trial is not over: it waits to be run again, with the same point and seed. */
      readonly retryable?: boolean;
      /** No trial can be evaluated, so the search ends with this reason and the trial waits. */
      readonly endsSearch?: boolean;
      /** Where it was thrown, or the last output of a process that died. */
      readonly stack?: string;
      /** The last intermediate value of a pruned trial. */
      readonly value?: number;
      readonly metrics?: Readonly<Record<string, number>>;
      readonly seconds?: number;
    };

export type TrialState = 'waiting' | 'running' | Outcome['state'];

/** One evaluation of one point: an immutable record. */
export interface Trial<P extends Point = Point> {
  /** Its place in the study, from 1. */
  readonly number: number;
  /** How many times it has been begun; 0 while it waits for the first time. */
  readonly attempt: number;
  /** Of this attempt, unique: an outcome with another token is refused. */
  readonly token: string;
  /** How many attempts were begun because the one before failed or lost its process. */
  readonly retries?: number;
  readonly state: TrialState;
  readonly point: P;
  /** Share of the full cost in (0, 1]; missing for a full evaluation. */
  readonly fidelity?: number;
  /** A person asked for the point: it is evaluated whatever the budget is. */
  readonly isEnqueued?: true;
  /** Why this point: what the strategy said about it. */
  readonly meta?: Json;
  /** Evaluation seed: f(repeat seed, canonical point, replicate). */
  readonly seed: number;
  /** There once the trial has ended. */
  readonly outcome?: Outcome;
  /** Why the last attempt of a waiting trial was cut off. */
  readonly interruption?: Exclude<Outcome, { state: 'complete' }>;
  /** The values of a complete trial, one for each direction, in the objective's own units. */
  readonly values?: readonly number[];
  /** The first of `values`. */
  readonly value?: number;
  /** When its latest attempt began and ended, by the clock of the study that ran it, in milliseconds. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Time spent choosing the point, and evaluating it: as measured, or as its outcome says. */
  readonly suggestSeconds: number;
  readonly evaluateSeconds?: number;
}

/** Whether a trial was evaluated at full cost: only such a trial can be the best. */
export const isFullFidelity = ({ fidelity = 1 }: Pick<Trial, 'fidelity'>): boolean => fidelity >= 1;

/** The best complete trial at full fidelity, the first of equals; undefined if there is none. */
export function bestTrial<T extends Pick<Trial, 'fidelity' | 'value'>>(
  trials: Iterable<T>,
  direction: Direction,
): T | undefined {
  let best: T | undefined;
  for (const trial of trials) {
    if (trial.value === undefined || !isFullFidelity(trial)) continue;
    if (best === undefined || isBetter(direction, trial.value, best.value!)) best = trial;
  }
  return best;
}
