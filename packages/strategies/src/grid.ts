import type { Json, PastTrial, PendingTrial, Space, Strategy } from '@tune/core';
import { allowed, tooNarrow } from './draw.ts';
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
 * Grids to walk one after the other. The one of the budget, then finer ones, for where two of its
 * levels fall on one whole number; without a budget 1, 3, 9, ... levels, each within the next.
 * Ends with the whole of a finite space.
 */
function* grids(space: Space, budget: number | undefined): Generator<number[]> {
  const caps = space.columns.map(({ levels }) => levels);
  for (let step = 0; ; step++) {
    const levels =
      budget === undefined
        ? caps.map((cap) => Math.min(cap, 3 ** step))
        : gridLevels(caps, budget * 2 ** step, (some) => gridSize(space, some, COUNTED * budget));
    yield levels;
    if (levels.every((count, j) => count === caps[j])) return;
  }
}

/** The order that the study's first grid point was drawn with: later asks read it from there. */
function orderOf(trials: readonly (PastTrial | PendingTrial)[]): number | undefined {
  for (const { meta } of trials) {
    const order = (meta as { readonly [key: string]: Json } | undefined)?.['order'];
    if (typeof order === 'number') return order;
  }
  return undefined;
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
    async suggest({ space, history, count, budget, rng, signal }) {
      const order = orderOf([...history.ended, ...history.pending]) ?? rng.uint32();
      const seen = new Seen(space, history);
      const suggestions = [];
      let violating = 0;
      for (const levels of grids(space, budget?.trials)) {
        const lattice = space.lattice(levels);
        for (let index = 0; index < lattice.size && suggestions.length < count; index++) {
          signal.throwIfAborted();
          const point = lattice.at(permute(index, lattice.size, order));
          if (seen.has(point)) continue;
          if (!allowed(space, point)) {
            violating += 1;
            if (violating > WALKED) throw tooNarrow(space, violating);
            continue;
          }
          seen.add(point);
          suggestions.push({ point, meta: { phase: 'grid', order, levels, index } });
        }
        if (suggestions.length === count) break;
      }
      return suggestions;
    },
  };
}
