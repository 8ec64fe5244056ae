import type { Curve } from './curve.ts';
import type { CurveHistory } from './curve-history.ts';

/**
 * Stops unpromising trials, so that the budget goes to others. Pure: what it decides follows from its
 * two arguments, so that a resumed study prunes as the uninterrupted one would have.
 */
export interface Pruner {
  readonly name: string;
  /** Where it comes from, such as a file: said when it fails. */
  readonly source?: string;
  /**
   * Called after each report of a running trial that is kept and whose step is larger than all before it,
   * until it returns `stop`. `history` has every other trial.
   */
  decide(history: CurveHistory, trial: Curve): 'keep' | 'stop';
}
