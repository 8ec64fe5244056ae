import type { StudyState } from '../events/study-state.ts';
import { stepsOf } from './budget.ts';
import { TrialTime } from './trial-time.ts';

/**
 * What the trials of a study have cost, kept up to date trial by trial, so that its cost for an ask does
 * not grow with their number.
 */
export class Spending {
  readonly #state: StudyState;
  readonly #time = new TrialTime();
  /** How many of the ended trials are counted. */
  #counted = 0;
  #steps = 0;
  #stepsPerTrial = 0;

  constructor(state: StudyState) {
    this.#state = state;
  }

  /**
   * Wall time in seconds: the time in which at least one trial that has ended was suggested or ran. An
   * attempt that was cut off, or whose process died, is not counted. Times are those
   * of the clocks of the processes that ran the trials: if these differ, trials that ran side by side count
   * one by one. Durations that outcomes bring are added.
   */
  seconds(): number {
    this.#count(this.#stepsPerTrial);
    return this.#time.seconds;
  }

  /** Steps; trials that wait or run count as the full evaluations that they may become. */
  steps(stepsPerTrial: number): number {
    this.#count(stepsPerTrial);
    const { waiting, running } = this.#state;
    let pending = 0;
    for (const numbers of [waiting, running]) {
      for (const number of numbers) pending += stepsOf(this.#state.trial(number)!, stepsPerTrial);
    }
    return this.#steps + pending;
  }

  #count(stepsPerTrial: number): void {
    if (stepsPerTrial !== this.#stepsPerTrial) {
      this.#counted = this.#steps = 0;
      this.#stepsPerTrial = stepsPerTrial;
    }
    const { ended } = this.#state;
    for (; this.#counted < ended.length; this.#counted++) {
      const trial = this.#state.trial(ended[this.#counted]!)!;
      this.#steps += stepsOf(trial, stepsPerTrial);
      this.#time.add(trial);
    }
  }
}
