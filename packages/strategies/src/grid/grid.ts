import type { Ask, Space, Strategy } from '@tune/core';
import { firstMetaNumber } from '../first-meta-number.ts';
import { checkOptions } from '../options.ts';
import { isAllowed, narrowSpaceError } from '../sampling/draw.ts';
import { EvaluatedPoints } from '../sampling/evaluated-points.ts';
import { permute } from './permutation.ts';

/** Points that may violate the constraints before the walk gives up. */
const MAX_VIOLATING = 200_000;
/** Allowed points are counted only in grids of up to this many points for each trial of the budget. */
const MAX_COUNTED_PER_TRIAL = 16;

const product = (levels: readonly number[]): number =>
  levels.reduce((total, level) => total * level, 1);

/**
 * The number of levels of each coordinate in the smallest balanced grid with at least `budget` points.
 * The numbers differ by one at most, except that a finite parameter has no more levels than values.
 *
 * @param caps  the most levels that each coordinate can have
 * @param size  the number of points of a grid; default: the product of its levels
 */
export function gridLevels(
  caps: readonly number[],
  budget: number,
  size: (levels: readonly number[]) => number = product,
): number[] {
  const levels = caps.map(() => 1);
  while (size(levels) < budget) {
    // The coarsest coordinate that can still be refined; the first of several.
    const open = levels.flatMap((level, j) => (level < caps[j]! ? [j] : []));
    if (open.length === 0) break;
    const coarsest = open.reduce((best, j) => (levels[j]! < levels[best]! ? j : best));
    levels[coarsest]! += 1;
  }
  return levels;
}

/** How many points of a grid the constraints allow; all of them for grids of more than `maxCounted`. */
function gridSize(space: Space, levels: readonly number[], maxCounted: number): number {
  const lattice = space.lattice(levels);
  if (space.constraints.length === 0 || lattice.size > maxCounted) return lattice.size;
  let count = 0;
  for (let index = 0; index < lattice.size; index++) {
    if (isAllowed(space, lattice.at(index))) count += 1;
  }
  return count;
}

/**
 * Whether a grid has all the numbers of a continuous parameter: on average, at least two of its levels
 * decode to the same number. A few equal ones may be due to rounding, while other numbers are still missing.
 */
function isUsedUp(space: Space, column: number, levels: number): boolean {
  const { decode } = space.parameters[space.names[column]!]!;
  let distinct = 0;
  let last: unknown;
  for (let level = 0; level < levels && distinct <= levels / 2; level++) {
    const value: unknown = decode((level + 0.5) / levels);
    if (value !== last) distinct += 1;
    last = value;
  }
  return distinct <= levels / 2;
}

/**
 * The grids to walk one after the other: the one that holds the budget, then finer ones, because two
 * levels may decode to the same integer; without a budget, 1, 3, 9, ... levels, each nested in the next.
 * On a finite space the last grid has every point. A range of a few doubles counts as finite too;
 * otherwise the grids would never end.
 */
function* grids(space: Space, budget: number | undefined): Generator<number[]> {
  const caps = space.columns.map(({ levels }) => levels);
  const infinite = caps.flatMap((cap, j) => (cap === Infinity ? [j] : []));
  for (let step = 0; ; step++) {
    const levels =
      budget === undefined
        ? caps.map((cap) => Math.min(cap, 3 ** step))
        : gridLevels(caps, budget * 2 ** step, (some) =>
            gridSize(space, some, MAX_COUNTED_PER_TRIAL * budget),
          );
    for (const j of infinite) {
      if (levels[j]! < caps[j]! && isUsedUp(space, j, levels[j]!)) caps[j] = levels[j]!;
    }
    yield levels;
    if (levels.every((count, j) => count === caps[j])) return;
  }
}

/** A position on the walk through the grids of a study. */
interface Position {
  step: number;
  index: number;
  /** Points before it that violate a constraint. */
  violating: number;
}

/**
 * The grids of a study, and the position where an ask may begin: every point before it has ended or
 * violates a constraint, which no later trial changes.
 */
class Walk {
  readonly order: number;
  readonly budget: number | undefined;
  readonly start: Position = { step: 0, index: 0, violating: 0 };
  readonly #levels: number[][] = [];
  readonly #rest: Generator<number[]>;

  constructor(space: Space, order: number, budget: number | undefined) {
    this.order = order;
    this.budget = budget;
    this.#rest = grids(space, budget);
  }

  /** The levels of the `step`-th grid; undefined after the last. */
  levels(step: number): number[] | undefined {
    while (this.#levels.length <= step) {
      const next = this.#rest.next();
      if (next.done === true) return undefined;
      this.#levels.push(next.value);
    }
    return this.#levels[step];
  }
}

/** The walk of the study, as the last ask left it. */
function walkOf({ space, scratch, budget }: Ask, order: number): Walk {
  const cached = scratch.get<Walk>('grid walk');
  if (cached?.order === order && cached.budget === budget?.trials) return cached;
  const walk = new Walk(space, order, budget?.trials);
  scratch.set('grid walk', walk);
  return walk;
}

/**
 * Grid search: the smallest balanced grid with at least as many points as the budget has trials, in
 * seeded order, so that a walk that ends at the budget leaves no region out. Without a budget it walks
 * nested grids of 1, 3, 9, ... levels. Levels are the middles of equal shares of a parameter's range
 * (for log parameters, of its logarithm). Inactive parameters do not multiply the points, and points
 * that violate a constraint do not count. On a finite space no point is suggested twice.
 *
 * @throws STRATEGY_OPTION_INVALID  it takes no options
 * @throws SPACE_CONSTRAINT_NARROW  200,000 points of ever finer grids violate the constraints
 *
 * @example
 * ```ts
 * import { gridLevels } from '@tune/strategies';
 * gridLevels([Infinity, Infinity], 8); // [3, 3]
 * ```
 */
export function grid(options: object = {}): Strategy {
  checkOptions('grid', options, {});
  return {
    name: 'grid',
    apiVersion: 1,
    capabilities: { parallel: true, exhaustive: true },
    async suggest(ask) {
      const { space, history, count, rng, signal } = ask;
      const order = firstMetaNumber(history, 'order') ?? rng.uint32();
      const evaluated = new EvaluatedPoints(ask);
      const walk = walkOf(ask, order);
      const suggestions = [];
      const at: Position = { ...walk.start };
      let isSettled = true;
      for (; suggestions.length < count; at.step++, at.index = 0) {
        const levels = walk.levels(at.step);
        if (levels === undefined) break;
        const lattice = space.lattice(levels);
        for (; at.index < lattice.size && suggestions.length < count; at.index++) {
          signal.throwIfAborted();
          const point = lattice.at(permute(at.index, lattice.size, order));
          isSettled &&= evaluated.hasEnded(point) || !isAllowed(space, point);
          if (isSettled) Object.assign(walk.start, at);
          if (evaluated.has(point)) continue;
          if (!isAllowed(space, point)) {
            at.violating += 1;
            if (at.violating > MAX_VIOLATING) throw narrowSpaceError(space, at.violating);
            continue;
          }
          evaluated.add(point);
          suggestions.push({ point, meta: { phase: 'grid', order, levels, index: at.index } });
        }
      }
      return suggestions;
    },
  };
}
