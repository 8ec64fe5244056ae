import type { StudyFact, Version } from './storage.ts';
import type { Report, Trial } from './trial.ts';

/** The trials that a sequence of facts tells of: the one place where facts become state. */
export class Ledger {
  readonly #trials = new Map<number, Trial>();
  readonly #reports = new Map<number, Report[]>();
  #version = 0;

  /** How many facts have been taken in. */
  get version(): Version {
    return this.#version;
  }

  get trials(): IterableIterator<Trial> {
    return this.#trials.values();
  }

  get size(): number {
    return this.#trials.size;
  }

  trial(number: number): Trial | undefined {
    return this.#trials.get(number);
  }

  /** The intermediate values of a trial, in the order they came. */
  reports(number: number): readonly Report[] {
    return this.#reports.get(number) ?? [];
  }

  /** Takes in the fact at a place of the study's list, once: asks that run at once may both bring it. */
  apply(place: Version, fact: StudyFact): void {
    if (place !== this.#version) return;
    this.#version += 1;
    if (fact.type === 'trial-started') {
      const { number, attempt, token, point, fidelity, meta, seed, suggestSeconds } = fact;
      this.#trials.set(number, {
        number,
        attempt,
        token,
        state: 'running',
        point,
        ...(fidelity === undefined ? {} : { fidelity }),
        ...(meta === undefined ? {} : { meta }),
        seed,
        suggestSeconds,
      });
    } else if (fact.type === 'trial-reported') {
      const { number, step, value } = fact;
      this.#reports.set(number, [...this.reports(number), { step, value }]);
    } else if (fact.type === 'trial-ended') {
      const before = this.#trials.get(fact.number);
      if (before === undefined) return;
      const { outcome, evaluateSeconds } = fact;
      const value = outcome.state === 'complete' ? outcome.values[0] : undefined;
      this.#trials.set(fact.number, {
        ...before,
        state: outcome.state,
        outcome,
        ...(value === undefined ? {} : { value }),
        evaluateSeconds,
      });
    }
  }
}
