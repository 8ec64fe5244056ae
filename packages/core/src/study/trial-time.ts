import { TimeUnion } from './time-union.ts';
import type { Trial } from './trial.ts';

/**
 * What a set of trials took: the wall time in which at least one of them was suggested or evaluated. An
 * evaluation whose outcome says how long it took elsewhere adds all of that instead of its time here.
 */
export class TrialTime {
  readonly #here = new TimeUnion();
  #elsewhere = 0;

  get seconds(): number {
    return this.#here.milliseconds / 1000 + this.#elsewhere;
  }

  /** Adds a trial that has ended. */
  add({ startedAt, endedAt, suggestSeconds, evaluateSeconds = 0, outcome }: Trial): void {
    if (outcome?.seconds !== undefined) {
      this.#elsewhere += outcome.seconds;
      // It began once its point was chosen.
      if (startedAt !== undefined) this.#here.add(startedAt - suggestSeconds * 1000, startedAt);
    } else if (endedAt !== undefined) {
      this.#here.add(endedAt - (evaluateSeconds + suggestSeconds) * 1000, endedAt);
    }
  }
}
