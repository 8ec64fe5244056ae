import { SequentialTest } from '../statistics/sequential-test.ts';
import { SIGNIFICANCE, type Signs } from './decide.ts';

/** Two sides share the significance, because either could be claimed to be the better one. */
const ENOUGH_EVIDENCE = Math.log(2 / SIGNIFICANCE);

/** What is beyond chance about differences that come one by one and are looked at after each. */
export class SequentialSigns {
  readonly #rope: number;
  #tests = {
    belowZero: new SequentialTest(),
    aboveZero: new SequentialTest(),
    belowRope: new SequentialTest(),
    aboveRope: new SequentialTest(),
  };

  constructor(rope: number) {
    this.#rope = rope;
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
      isBelowZero: isEnough(belowZero),
      isAboveZero: isEnough(aboveZero),
      isBelowRope: isEnough(belowRope),
      isAboveRope: isEnough(aboveRope),
    };
  }

  /** The same so far, going on by itself. */
  copy(): SequentialSigns {
    const copy = new SequentialSigns(this.#rope);
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

const isEnough = ({ logEvidence }: SequentialTest): boolean => logEvidence >= ENOUGH_EVIDENCE;
