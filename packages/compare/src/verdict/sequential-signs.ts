import { SequentialTest } from '../statistics/sequential-test.ts';
import { SIGNIFICANCE, type Signs } from './decide.ts';

/** What is beyond chance about differences that come one by one and are looked at after each. */
export class SequentialSigns {
  readonly #rope: number;
  readonly #level: number;
  #tests;

  /** @param level  how often a claim about two equal sides may be wrong */
  constructor(rope: number, level: number = SIGNIFICANCE) {
    this.#rope = rope;
    this.#level = level;
    // Both sides share the level, because either could be claimed to be the better one.
    const goal = 2 / level;
    this.#tests = {
      belowZero: new SequentialTest(goal),
      aboveZero: new SequentialTest(goal),
      belowRope: new SequentialTest(goal),
      aboveRope: new SequentialTest(goal),
    };
  }

  add(difference: number): void {
    const { belowZero, aboveZero, belowRope, aboveRope } = this.#tests;
    belowZero.add(difference);
    aboveZero.add(-difference);
    belowRope.add(difference - this.#rope);
    aboveRope.add(-difference - this.#rope);
  }

  get signs(): Signs {
    const { belowZero, aboveZero, belowRope, aboveRope } = this.#tests;
    return {
      isBelowZero: belowZero.isReached,
      isAboveZero: aboveZero.isReached,
      isBelowRope: belowRope.isReached,
      isAboveRope: aboveRope.isReached,
    };
  }

  /** The same so far, going on by itself. */
  copy(): SequentialSigns {
    const copy = new SequentialSigns(this.#rope, this.#level);
    const { belowZero, aboveZero, belowRope, aboveRope } = this.#tests;
    copy.#tests = {
      belowZero: belowZero.copy(),
      aboveZero: aboveZero.copy(),
      belowRope: belowRope.copy(),
      aboveRope: aboveRope.copy(),
    };
    return copy;
  }
}
