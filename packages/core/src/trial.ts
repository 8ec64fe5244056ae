import type { Json } from './json.ts';
import type { Point } from './space.ts';

/** An intermediate value. */
export interface Report {
  readonly step: number;
  readonly value: number;
}

export type Outcome =
  | {
      readonly state: 'complete';
      readonly values: readonly number[];
      readonly metrics?: Readonly<Record<string, number>>;
    }
  | {
      readonly state: 'failed' | 'pruned' | 'cancelled';
      readonly reason: string;
      /** It is not the end: the trial is run again, with the same point and seed. */
      readonly retryable?: boolean;
      /** Where it was thrown, or the last words of a process that died. */
      readonly stack?: string;
      /** The last intermediate value of a pruned trial. */
      readonly value?: number;
      readonly metrics?: Readonly<Record<string, number>>;
    };

export type TrialState = 'waiting' | 'running' | Outcome['state'];

/** One evaluation of one point: an immutable record. */
export interface Trial<P extends Point = Point> {
  /** Its place in the study, from 1. */
  readonly number: number;
  /** How many times it has been begun; 0 while it waits for the first time. */
  readonly attempt: number;
  /** Of this attempt: an outcome with another one comes too late. */
  readonly token: string;
  /** How many of the attempts were begun because the one before failed or lost its process. */
  readonly retries?: number;
  readonly state: TrialState;
  readonly point: P;
  readonly fidelity?: number;
  /** Why this point: what the strategy said of it. */
  readonly meta?: Json;
  /** Evaluation seed: f(repeat seed, canonical point, replicate). */
  readonly seed: number;
  readonly outcome?: Outcome;
  /** The first value of a complete trial, in the objective's own units. */
  readonly value?: number;
  /** When its latest attempt began and ended, by the study's clock. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly suggestSeconds: number;
  readonly evaluateSeconds?: number;
}
