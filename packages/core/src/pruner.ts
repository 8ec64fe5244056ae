import { toLoss, type Direction } from './direction.ts';
import type { Report, Trial } from './trial.ts';

/** An intermediate value; smaller is better, and Infinity where it was no number. */
export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
}

/** What a trial has reported, in the order in which it did. */
export interface Curve {
  readonly number: number;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  readonly points: readonly CurvePoint[];
}

/**
 * Stops trials that promise nothing, so that the budget goes to others. Pure: what it decides follows
 * from its two arguments, so that a resumed study prunes as the uninterrupted one would have.
 */
export interface Pruner {
  readonly name: string;
  /** Called after each report of a running trial, until it says `stop`. `history` has every other trial. */
  decide(history: readonly Curve[], trial: Curve): 'keep' | 'stop';
}

/** The curve of a trial, direction flipped; undefined for cancelled ones and those that have not begun. */
export function curveOf(
  { number, state }: Pick<Trial, 'number' | 'state'>,
  reports: readonly Report[],
  direction: Direction,
): Curve | undefined {
  if (state === 'cancelled' || state === 'waiting') return undefined;
  const points = reports.map(({ step, value }) => ({
    step,
    loss: Number.isFinite(value) ? toLoss(direction, value) : Infinity,
  }));
  return { number, state, points };
}
