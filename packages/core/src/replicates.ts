import type { Ledger } from './ledger.ts';
import { isCutOff } from './past.ts';
import type { Point, Space } from './space.ts';

/** How often each point has been evaluated; read from the ledger when it is asked for. */
export class Replicates {
  readonly #space: Space;
  readonly #ledger: Ledger;
  readonly #numbers = new Map<string, number[]>();
  #read = 0;

  constructor(space: Space, ledger: Ledger) {
    this.#space = space;
    this.#ledger = ledger;
  }

  /** Trials at the point so far; those that were cancelled for good left no value and are not among them. */
  of(point: Point): number {
    while (this.#read < this.#ledger.size) {
      const trial = this.#ledger.trial(++this.#read)!;
      const spelling = this.#space.canonical(trial.point);
      const numbers = this.#numbers.get(spelling);
      if (numbers === undefined) this.#numbers.set(spelling, [trial.number]);
      else numbers.push(trial.number);
    }
    return (this.#numbers.get(this.#space.canonical(point)) ?? []).filter((number) => {
      const trial = this.#ledger.trial(number)!;
      return trial.state !== 'cancelled' || isCutOff(trial);
    }).length;
  }
}
