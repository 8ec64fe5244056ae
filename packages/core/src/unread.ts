import type { TrialFact } from './fact-head.ts';

/** Facts about trials that nobody has asked for yet, some of them still JSON. */
export class Unread {
  readonly #facts: (TrialFact | string | undefined)[] = [];
  /** The place of the fact before it that is about the same trial; -1 for the first. */
  readonly #before: number[] = [];
  /** By trial, the place of its latest one. */
  readonly #last: number[] = [];
  #count = 0;

  add(trial: number, fact: TrialFact | string): void {
    this.#before.push(this.#last[trial] ?? -1);
    this.#last[trial] = this.#facts.push(fact) - 1;
    this.#count += 1;
  }

  /** The facts about a trial, oldest first; from now on they are read. */
  take(trial: number): readonly TrialFact[] {
    const list: TrialFact[] = [];
    for (let place = this.#last[trial] ?? -1; place >= 0; place = this.#before[place]!) {
      const fact = this.#facts[place]!;
      list.push(typeof fact === 'string' ? (JSON.parse(fact) as TrialFact) : fact);
      this.#facts[place] = undefined;
    }
    this.#last[trial] = -1;
    this.#count -= list.length;
    if (this.#count === 0) this.#facts.length = this.#before.length = 0;
    return list.reverse();
  }
}
