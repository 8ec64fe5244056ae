import type { Design } from './design.ts';
import { rankingOf } from './ranking.ts';
import { runResultOf, type RunResult, type RunTrials } from './run-result.ts';
import { answerOf, overall } from './verdict/verdict.ts';

/**
 * Repeats that go on until it is decided which strategy is the best one. After each whole repeat those that
 * are found worse than the leader are left out of the next; one that is left out comes back if another
 * strategy takes the lead and is not known to be better. Who takes part follows from the runs before, so
 * that it is the same after an interruption.
 */
export class Race {
  readonly #design: Design;
  readonly #runs: RunResult[] = [];
  #latest: readonly string[];
  #repeats = 0;
  #isShort = false;
  #next: readonly string[];
  #isDecided = false;

  constructor(design: Design) {
    this.#design = design;
    this.#latest = this.#next = design.contenders.map(({ label }) => label);
  }

  /** The race as far as there are runs; those of strategies that were left out do not count. */
  static of(design: Design, runs: readonly RunTrials[]): Race {
    const race = new Race(design);
    while (race.repeats < design.repeats && !race.isDecided && !race.isShort) {
      const repeat = race.repeats + 1;
      const own = runs.filter((run) => run.repeat === repeat && race.next.includes(run.label));
      if (own.length === 0) break;
      race.add(own);
    }
    return race;
  }

  /** How many repeats have been begun. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Who takes part in the latest repeat. */
  get latest(): readonly string[] {
    return this.#latest;
  }

  /** A run of the latest repeat is missing, or was cut short: until it is whole nothing follows. */
  get isShort(): boolean {
    return this.#isShort;
  }

  /** Who takes part in the next repeat. */
  get next(): readonly string[] {
    return this.#next;
  }

  /** A strategy is better than all others, or no difference matters. */
  get isDecided(): boolean {
    return this.#isDecided;
  }

  /** The runs that belong to it. */
  get runs(): readonly RunResult[] {
    return this.#runs;
  }

  /** Who was left out of the latest repeat, after how many repeats. */
  get dropped(): ReadonlyMap<string, number> {
    const left = this.#design.contenders.filter(({ label }) => !this.#latest.includes(label));
    const repeatsOf = (label: string): number =>
      this.#runs.filter((run) => run.label === label).length;
    return new Map(left.map(({ label }) => [label, repeatsOf(label)]));
  }

  /** Takes in the runs of the next repeat. */
  add(runs: readonly RunTrials[]): void {
    const results = runs.map((run) => runResultOf(run, this.#design));
    this.#runs.push(...results);
    this.#latest = this.#next;
    this.#repeats += 1;
    this.#isShort = results.length < this.#next.length || !results.every(({ isWhole }) => isWhole);
    if (this.#isShort) return;
    const { judged, rules } = rankingOf(this.#design, this.#runs, this.dropped);
    const [leader, ...others] = judged;
    if (leader === undefined) return;
    const answers = others.map((other) => answerOf(leader, other, rules));
    this.#isDecided = overall(answers) !== 'unknown';
    const worse = new Set(
      others.filter((_, i) => answers[i] === 'better').map(({ label }) => label),
    );
    this.#next = this.#design.contenders.flatMap(({ label }) => (worse.has(label) ? [] : label));
  }
}
