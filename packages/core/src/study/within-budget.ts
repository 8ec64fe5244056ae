import type { Budget } from './budget.ts';
import { stepsOf } from './budget.ts';
import { TrialTime } from './trial-time.ts';
import type { Trial } from './trial.ts';

/**
 * The trials that a study would have if its budget had been this one: by number, without cancelled ones,
 * up to the first that it would not have begun, and points that were enqueued behind it, which no budget
 * keeps from being evaluated. They may still wait or run.
 *
 * @param trials  all of a study, by number
 * @example
 * ```ts
 * import { createStudy } from '@tune/core';
 * import { trialsWithin } from '@tune/core/plugin';
 * import { branin } from '@tune/objectives/functions';
 * import { random } from '@tune/strategies';
 * const study = await createStudy({ ...branin(), name: 'long', strategy: random(), seed: 1 });
 * await study.optimize(branin(), { trials: 40 });
 * trialsWithin(study.trials, { trials: 20 }).length; // 20
 * ```
 */
export function trialsWithin(trials: readonly Trial[], budget: Budget): readonly Trial[] {
  const { trials: most = Infinity, seconds = Infinity, steps, stepsPerTrial = 1 } = budget;
  const counted = trials.filter(({ state }) => state !== 'cancelled');
  const time = seconds === Infinity ? undefined : new SpentTime(counted);
  let spent = 0;
  const end = counted.findIndex((trial, index) => {
    if (index >= most || (time !== undefined && time.before(trial) >= seconds)) return true;
    if (steps !== undefined && steps - spent < stepsPerTrial) return true;
    spent += stepsOf(trial, stepsPerTrial);
    return false;
  });
  return end === -1
    ? counted
    : counted.filter(({ isEnqueued }, index) => index < end || isEnqueued === true);
}

/** The wall time of the trials that had ended when another one was asked for. */
class SpentTime {
  readonly #ended: readonly Trial[];
  readonly #time = new TrialTime();
  #counted = 0;

  constructor(trials: readonly Trial[]) {
    this.#ended = trials
      .filter(({ endedAt }) => endedAt !== undefined)
      .toSorted((a, b) => a.endedAt! - b.endedAt!);
  }

  /** In seconds; call it for one trial after another. */
  before({ startedAt = Infinity, suggestSeconds }: Trial): number {
    const askedAt = startedAt - suggestSeconds * 1000;
    for (; this.#counted < this.#ended.length; this.#counted++) {
      const trial = this.#ended[this.#counted]!;
      if (trial.endedAt! > askedAt) break;
      this.#time.add(trial);
    }
    return this.#time.seconds;
  }
}
