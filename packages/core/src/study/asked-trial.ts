import type { Point } from '../space/space.ts';
import type { Trial } from './trial.ts';

/** A trial to evaluate, and the way to report on it. */
export type AskedTrial<P extends Point = Point> = Trial<P> & {
  /**
   * Stores an intermediate value: within 100 ms, and before the trial's outcome.
   * @throws STUDY_TRIAL_LOST  its lease ran out and another process took it over
   */
  report(step: number, value: number): Promise<void>;
};
