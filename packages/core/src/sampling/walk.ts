import type { Choice } from '../space/parameter/parameter.ts';
import type { Point, Space } from '../space/space.ts';
import type { Rng } from '../strategy/rng.ts';
import { Moves, type Values } from './moves.ts';
import { ShapedDraws } from './shaped-draw.ts';

/** Changes from a point to one that is independent of it: so many, and for each parameter. */
const MIXING = 200;
const MIXING_PER_PARAMETER = 20;
const MAX_MIXING = 2000;
/** Changes that improve nothing before the search begins somewhere else. */
const PATIENCE = 2000;

/** An allowed point with the values that its inactive parameters would have. */
export interface Place {
  readonly point: Point;
  readonly values: Values;
}

/**
 * Walks among the allowed points of a space of which uniform draws find none. Each step asks the
 * constraints of one point, so that the caller can pause in between.
 */
export class Walk {
  readonly #space: Space;
  readonly #moves: Moves;
  readonly #draws: ShapedDraws;
  readonly #isConditional: boolean;

  constructor(space: Space) {
    this.#space = space;
    this.#moves = new Moves(space);
    this.#draws = new ShapedDraws(space);
    this.#isConditional = space.columns.some(({ parent }) => parent !== undefined);
  }

  /** How many changes make a point independent of the one where a walk began. */
  get mixing(): number {
    return Math.min(MAX_MIXING, MIXING + MIXING_PER_PARAMETER * this.#moves.count);
  }

  /** A place at a point; inactive parameters have any values. */
  at(point: Point, rng: Rng): Place {
    return { point, values: { ...this.#draws.draw(rng), ...point } };
  }

  /**
   * Searches an allowed point: shaped draws, and changes of the draw that violates the fewest
   * constraints. Yields undefined after each point that is not allowed.
   */
  *find(rng: Rng): Generator<Place | undefined, never> {
    let best: Values | undefined;
    let fewest = Infinity;
    let waited = 0;
    for (;;) {
      // One constraint is violated or not: then a change is worth no more than a draw.
      const isChange =
        best !== undefined && fewest < this.#space.constraints.length && rng.next() < 0.7;
      const values = isChange ? this.#repair(best!, rng) : this.#draws.draw(rng);
      if (values === undefined) continue;
      const point = this.#pointOf(values);
      const violated = this.#space.violated(point).length;
      if (violated === 0) {
        yield { point, values };
        [best, fewest] = [undefined, Infinity];
        continue;
      }
      yield undefined;
      waited += 1;
      if (violated < fewest || waited > PATIENCE) {
        [best, fewest, waited] = [values, violated, 0];
      } else if (violated === fewest && isChange) best = values;
    }
  }

  /** A step from an allowed place: another one, or the same if the change is not allowed. */
  step(place: Place, rng: Rng): Place {
    const values = this.#moves.change(place.values, rng);
    if (values === undefined) return place;
    const point = this.#pointOf(values);
    return this.#space.violated(point).length === 0 ? { point, values } : place;
  }

  /** A change that need not have a reverse. */
  #repair(values: Values, rng: Rng): Values | undefined {
    const kind = rng.next();
    if (kind < 0.6) return this.#moves.change(values, rng);
    if (kind < 0.7) return this.#moves.copy(values, rng);
    const drawn = this.#draws.draw(rng);
    const share = rng.next();
    const mixed: Record<string, Choice> = { ...values };
    for (const name of this.#space.names) if (rng.next() < share) mixed[name] = drawn[name]!;
    return mixed;
  }

  #pointOf(values: Values): Point {
    if (!this.#isConditional) return values;
    const active = this.#space.mask(values);
    const point: Record<string, Choice> = {};
    this.#space.names.forEach((name, j) => {
      if (active[j] === 1) point[name] = values[name]!;
    });
    return point;
  }
}
