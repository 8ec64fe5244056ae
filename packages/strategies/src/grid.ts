import type { Json, PastTrial, PendingTrial, Point, Space, Strategy } from '@tune/core';
import { checkOptions } from './options.ts';
import { permute } from './permutation.ts';
import { Seen } from './seen.ts';

/**
 * How many levels each coordinate gets: as equal as the parameters allow (they differ by one at
 * most, but a finite parameter has no more than its own) and the fewest whose product reaches
 * `budget`.
 */
export function gridLevels(caps: readonly number[], budget: number): number[] {
  const levels = caps.map(() => 1);
  const size = () => levels.reduce((product, level) => product * level, 1);
  while (size() < budget) {
    // The coarsest coordinate that can still be refined, the first of equals.
    const open = levels.flatMap((level, j) => (level < caps[j]! ? [j] : []));
    if (open.length === 0) break;
    const coarsest = open.reduce((best, j) => (levels[j]! < levels[best]! ? j : best));
    levels[coarsest]! += 1;
  }
  return levels;
}

/** The point of a grid by index, mixed radix: every level stands in the middle of an equal share. */
function gridPoint(space: Space, levels: readonly number[], index: number): Point {
  let rest = index;
  return Object.fromEntries(
    space.names.map((name, j) => {
      const parameter = space.parameters[name]!;
      const count = levels[j]!;
      const level = rest % count;
      rest = Math.floor(rest / count);
      // All levels of a finite parameter are its own, wherever its scale puts them.
      const full = count === parameter.levels;
      return [name, full ? parameter.level(level) : parameter.decode((level + 0.5) / count)];
    }),
  );
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
        : gridLevels(caps, budget * 2 ** step);
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
 * (of its logarithm where it is a log one). On a finite space no point comes twice.
 *
 * @throws STRATEGY_OPTION_INVALID  it takes no options
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
      for (const levels of grids(space, budget?.trials)) {
        const size = levels.reduce((product, level) => product * level, 1);
        for (let index = 0; index < size && suggestions.length < count; index++) {
          signal.throwIfAborted();
          const point = gridPoint(space, levels, permute(index, size, order));
          if (seen.has(point)) continue;
          seen.add(point);
          suggestions.push({ point, meta: { phase: 'grid', order, levels, index } });
        }
        if (suggestions.length === count) break;
      }
      return suggestions;
    },
  };
}
