import type { CurveHistory } from './curve-history.ts';

/** An intermediate value; smaller is better, and Infinity if it was not a number. */
export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
}

/** What a trial has reported, in order. */
export interface Curve {
  readonly number: number;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  readonly points: readonly CurvePoint[];
}

/**
 * Stops unpromising trials, so that the budget goes to others. Pure: what it decides follows from its
 * two arguments, so that a resumed study prunes as the uninterrupted one would have.
 */
export interface Pruner {
  readonly name: string;
  /** Called after each report of a running trial, until it returns `stop`. `history` has every other trial. */
  decide(history: CurveHistory, trial: Curve): 'keep' | 'stop';
}
