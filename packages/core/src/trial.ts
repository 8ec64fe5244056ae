import type { Json } from './json.ts';
import type { Point } from './space.ts';

export type Outcome =
  | {
      readonly state: 'complete';
      readonly values: readonly number[];
      readonly metrics?: Readonly<Record<string, number>>;
    }
  | {
      readonly state: 'failed' | 'pruned' | 'cancelled';
      readonly reason: string;
      readonly retryable?: boolean;
      /** Where it was thrown, or the last words of a process that died. */
      readonly stack?: string;
      /** The last intermediate value of a pruned trial. */
      readonly value?: number;
      readonly metrics?: Readonly<Record<string, number>>;
    };

/** An intermediate value. */
export interface Report {
  readonly step: number;
  readonly value: number;
}

export type TrialState = 'waiting' | 'running' | Outcome['state'];

/** One evaluation of one point: an immutable record. */
export interface Trial<P extends Point = Point> {
  /** Its place in the study, from 1. */
  readonly number: number;
  readonly attempt: number;
  readonly token: string;
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
  readonly suggestSeconds: number;
  readonly evaluateSeconds?: number;
}
