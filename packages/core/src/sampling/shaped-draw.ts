import type { Choice, Parameter } from '../space/parameter/parameter.ts';
import type { Space } from '../space/space.ts';
import type { Rng } from '../strategy/rng.ts';
import type { Values } from './moves.ts';

/** A column that has an order and numbers. */
interface NumericColumn {
  readonly name: string;
  readonly parameter: Parameter<number>;
  readonly low: number;
  readonly high: number;
}

/**
 * Random values of shapes that constraints often ask for and that uniform draws hardly ever have: all near
 * one end or the middle, few that differ from the others, equal ones, or numbers in order.
 */
export class ShapedDraws {
  readonly #space: Space;
  readonly #numeric: readonly NumericColumn[];
  /** The values that all numeric columns have in common; undefined if there are none. */
  readonly #common: readonly [low: number, high: number] | undefined;

  constructor(space: Space) {
    this.#space = space;
    this.#numeric = space.columns.flatMap(({ name, kind }) => {
      const parameter = space.parameters[name]! as Parameter<number>;
      const [low, high] = [parameter.decode(0), parameter.decode(1)];
      const isNumeric = kind === 'numeric' && typeof low === 'number' && typeof high === 'number';
      return isNumeric ? [{ name, parameter, low, high }] : [];
    });
    const low = Math.max(...this.#numeric.map((column) => column.low));
    const high = Math.min(...this.#numeric.map((column) => column.high));
    if (this.#numeric.length > 1 && low < high) this.#common = [low, high];
  }

  draw(rng: Rng): Values {
    const values: Record<string, Choice> = {};
    const units = this.#units(rng);
    this.#space.columns.forEach(({ name }, j) => {
      values[name] = this.#space.parameters[name]!.decode(units[j]!) as Choice;
    });
    if (this.#numeric.length > 1) this.#relate(values, rng);
    return values;
  }

  /** Rows that shrink towards the lower ends, the upper ends, the middle, or any of them. */
  #units(rng: Rng): number[] {
    const shape = rng.next();
    const scale = 10 ** (-3 * rng.next());
    const corner = rng.integer(8);
    const share = rng.next();
    return this.#space.columns.map(() => {
      const unit = rng.next();
      const towards = corner < 4 ? 0 : corner === 4 ? 1 : corner === 5 ? 0.5 : rng.integer(3) / 2;
      if (shape < 0.2) return unit;
      if (shape < 0.75) return towards + (unit - towards) * scale;
      return rng.next() < share ? unit : towards;
    });
  }

  /** Numbers in order, or equal ones; often all within the range that they have in common. */
  #relate(values: Record<string, Choice>, rng: Rng): void {
    const relation = rng.integer(8);
    if (relation > 3) return;
    const isWithin = this.#common !== undefined && rng.next() < 0.7;
    const numbers = this.#numeric.map(({ name, low, high }) => {
      const value = values[name] as number;
      if (!isWithin) return value;
      const [from, to] = this.#common!;
      return from + ((value - low) / (high - low || 1)) * (to - from);
    });
    if (relation < 2) numbers.sort((a, b) => (relation === 0 ? a - b : b - a));
    else {
      const one = numbers[rng.integer(numbers.length)]!;
      // Often all of them.
      const share = 2 * rng.next();
      numbers.forEach((_, j) => {
        if (rng.next() < share) numbers[j] = one;
      });
    }
    this.#numeric.forEach(({ name, parameter, low, high }, j) => {
      // A number of another range may be negative, and have no logarithm.
      const number = Math.min(high, Math.max(low, numbers[j]!));
      values[name] = parameter.decode(parameter.encode(number));
    });
  }
}
