import type { Ask, Space, Strategy } from '@tune/core';
import { allowed, tooNarrow } from './draw.ts';
import { firstInMeta } from './first-in-meta.ts';
import { checkOptions } from './options.ts';
import { permute } from './permutation.ts';
import { Seen } from './seen.ts';

/** How many points a grid must have walked without finding one before it gives up. */
const WALKED = 200_000;
/** Grids of up to this many points for each trial are counted for what constraints leave. */
const COUNTED = 16;

const product = (levels: readonly number[]): number =>
  levels.reduce((total, level) => total * level, 1);

/**
 * How many levels each coordinate gets: as equal as the parameters allow (they differ by one at
 * most, but a finite parameter has no more than its own) and the fewest whose grid reaches `budget`
 * points.
 *
 * @param size  how many points a grid has; where nothing is said, the product of its levels
 */
export function gridLevels(
  caps: readonly number[],
  budget: number,
  size: (levels: readonly number[]) => number = product,
): number[] {
  const levels = caps.map(() => 1);
  while (size(levels) < budget) {
    // The coarsest coordinate that can still be refined, the first of equals.
    const open = levels.flatMap((level, j) => (level < caps[j]! ? [j] : []));
    if (open.length === 0) break;
    const coarsest = open.reduce((best, j) => (levels[j]! < levels[best]! ? j : best));
    levels[coarsest]! += 1;
  }
  return levels;
}

/** How many points of a grid the constraints allow; of one beyond `most`, how many it has. */
function gridSize(space: Space, levels: readonly number[], most: number): number {
  const lattice = space.lattice(levels);
  if (space.constraints.length === 0 || lattice.size > most) return lattice.size;
  let count = 0;
  for (let index = 0; index < lattice.size; index++) {
    if (allowed(space, lattice.at(index))) count += 1;
  }
  return count;
}

/**
 * Whether a grid has all the numbers of a continuous parameter: two of its levels, on average, fall on
 * one. Fewer do so by rounding alone, while others are still left out.
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
 * Grids to walk one after the other. The one of the budget, then finer ones, for where two of its
 * levels fall on one whole number; without a budget 1, 3, 9, ... levels, each within the next.
 * Ends with the whole of a finite space. A range that is only a few doubles wide is as good as
 * finite: without its last grid there would be no end.
 */
function* grids(space: Space, budget: number | undefined): Generator<number[]> {
  const caps = space.columns.map(({ levels }) => levels);
  const endless = caps.flatMap((cap, j) => (cap === Infinity ? [j] : []));
  for (let step = 0; ; step++) {
    const levels =
      budget === undefined
        ? caps.map((cap) => Math.min(cap, 3 ** step))
        : gridLevels(caps, budget * 2 ** step, (some) => gridSize(space, some, COUNTED * budget));
    for (const j of endless) {
      if (levels[j]! < caps[j]! && isUsedUp(space, j, levels[j]!)) caps[j] = levels[j]!;
    }
    yield levels;
    if (levels.every((count, j) => count === caps[j])) return;
  }
}

/** A place on the way through the grids of a study. */
interface Place {
  step: number;
  index: number;
  /** Points before it that violate a constraint. */
  violating: number;
}

/**
 * The grids of a study, and how far they have been walked for good: every point before that place has
 * ended or violates a constraint, so that an ask need not begin at the first one.
 */
class Walk {
  readonly order: number;
  readonly budget: number | undefined;
  readonly walked: Place = { step: 0, index: 0, violating: 0 };
  readonly #levels: number[][] = [];
  readonly #rest: Generator<number[]>;

  constructor(space: Space, order: number, budget: number | undefined) {
    this.order = order;
    this.budget = budget;
    this.#rest = grids(space, budget);
  }

  /** The levels of the `step`-th grid; undefined behind the last. */
  levels(step: number): number[] | undefined {
    while (this.#levels.length <= step) {
      const next = this.#rest.next();
      if (next.done === true) return undefined;
      this.#levels.push(next.value);
    }
    return this.#levels[step];
  }
}

/** The one of the study, from where the last ask left it. */
function walkOf({ space, scratch, budget }: Ask, order: number): Walk {
  const kept = scratch.get<Walk>('grid walk');
  if (kept?.order === order && kept.budget === budget?.trials) return kept;
  const walk = new Walk(space, order, budget?.trials);
  scratch.set('grid walk', walk);
  return walk;
}

/**
 * Grid search: the smallest balanced grid with at least as many points as the budget has trials, in
 * seeded order, so that being cut at the budget leaves no corner out. Without a budget it walks
 * nested grids of 1, 3, 9, ... levels. Levels are the middles of equal shares of each parameter
 * (of its logarithm where it is a log one). A parameter whose condition does not hold multiplies
 * nothing, and points that violate a constraint do not count. On a finite space no point comes twice.
 *
 * @throws STRATEGY_OPTION_INVALID  it takes no options
 * @throws SPACE_CONSTRAINT_NARROW  200,000 points of finer and finer grids violate the constraints
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
      const order = firstInMeta(history, 'order') ?? rng.uint32();
      const seen = new Seen(ask);
      const walk = walkOf(ask, order);
      const suggestions = [];
      const at: Place = { ...walk.walked };
      let isForGood = true;
      for (; suggestions.length < count; at.step++, at.index = 0) {
        const levels = walk.levels(at.step);
        if (levels === undefined) break;
        const lattice = space.lattice(levels);
        for (; at.index < lattice.size && suggestions.length < count; at.index++) {
          signal.throwIfAborted();
          const point = lattice.at(permute(at.index, lattice.size, order));
          isForGood &&= seen.hasEnded(point) || !allowed(space, point);
          if (isForGood) Object.assign(walk.walked, at);
          if (seen.has(point)) continue;
          if (!allowed(space, point)) {
            at.violating += 1;
            if (at.violating > WALKED) throw tooNarrow(space, at.violating);
            continue;
          }
          seen.add(point);
          suggestions.push({ point, meta: { phase: 'grid', order, levels, index: at.index } });
        }
      }
      return suggestions;
    },
  };
}
