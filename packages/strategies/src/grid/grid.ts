import type { Ask, Space, Strategy, Suggestion } from '@tune/core';
import {
  EvaluatedPoints,
  isAllowed,
  pluginFactory,
  walkedMeta,
  type Pacer,
  type PluginFactory,
} from '@tune/core/plugin';
import { firstMetaNumber } from '../first-meta-number.ts';
import { VERSION } from '../version.ts';
import { permute } from './permutation.ts';

/** Points that may violate the constraints before allowed ones are taken that are on no grid. */
const MAX_VIOLATING = 200_000;
/** Allowed points are counted only in grids of up to this many points for each trial of the budget. */
const MAX_COUNTED_PER_TRIAL = 16;
/** And in grids of up to this many points altogether. */
const MAX_COUNTED = 65_536;

const product = (levels: readonly number[]): number =>
  levels.reduce((total, level) => total * level, 1);

/** Balanced grids, each finer than the one before; the last one has all levels that `caps` allow. */
function* refinements(caps: readonly number[]): Generator<number[]> {
  const levels = caps.map(() => 1);
  for (;;) {
    yield [...levels];
    // The coarsest coordinate that can still be refined; the first of several.
    let coarsest: number | undefined;
    levels.forEach((level, j) => {
      if (level < caps[j]! && (coarsest === undefined || level < levels[coarsest]!)) coarsest = j;
    });
    if (coarsest === undefined) return;
    levels[coarsest]! += 1;
  }
}

/**
 * The number of levels of each coordinate in the smallest balanced grid with at least `budget` points.
 * The numbers differ by one at most, except that a finite parameter has no more levels than values.
 *
 * @param caps  the most levels that each coordinate can have
 */
export function gridLevels(caps: readonly number[], budget: number): number[] {
  let last: number[] = [];
  for (const levels of refinements(caps)) {
    last = levels;
    if (product(levels) >= budget) break;
  }
  return last;
}

/** The same for the points of a space that its constraints allow. */
async function allowedGridLevels(
  space: Space,
  caps: readonly number[],
  { budget, counted, pacer }: { budget: number; counted: number; pacer: Pacer },
): Promise<number[]> {
  let last: number[] = [];
  for (const levels of refinements(caps)) {
    last = levels;
    if (pacer.isDue) await pacer.pause();
    const lattice = space.lattice(levels);
    if (lattice.size < budget) continue;
    if (space.constraints.length === 0 || lattice.size > counted) break;
    let allowed = 0;
    for (let index = 0; index < lattice.size && allowed < budget; index++) {
      if (pacer.isDue) await pacer.pause();
      if (isAllowed(space, lattice.at(index))) allowed += 1;
    }
    if (allowed >= budget) break;
  }
  return last;
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

/** A position on the walk through the grids of a study. */
interface Position {
  step: number;
  index: number;
  /** Points before it that violate a constraint. */
  violating: number;
}

/**
 * The grids to walk one after the other: the one that holds the budget, then finer ones, because two
 * levels may decode to the same integer; without a budget, 1, 3, 9, ... levels, each nested in the next.
 * On a finite space the last grid has every point. A range of a few doubles counts as finite too;
 * otherwise the grids would never end.
 *
 * It also knows the position where an ask may begin: every point before it has ended or violates a
 * constraint, which no later trial changes.
 */
class Walk {
  readonly order: number;
  readonly budget: number | undefined;
  readonly start: Position = { step: 0, index: 0, violating: 0 };
  readonly #space: Space;
  readonly #levels: number[][] = [];
  /** The most levels of each column. */
  readonly #caps: number[];

  constructor(space: Space, order: number, budget: number | undefined) {
    this.order = order;
    this.budget = budget;
    this.#space = space;
    this.#caps = space.columns.map(({ levels }) => levels);
  }

  /** The levels of the `step`-th grid; undefined after the last. */
  async levels(step: number, pacer: Pacer): Promise<number[] | undefined> {
    while (this.#levels.length <= step) {
      if (this.#levels.at(-1)?.every((count, j) => count === this.#caps[j])) return undefined;
      const levels = await this.#next(pacer);
      this.#space.columns.forEach((column, j) => {
        const isOpen = column.levels === Infinity && levels[j]! < this.#caps[j]!;
        if (isOpen && isUsedUp(this.#space, j, levels[j]!)) this.#caps[j] = levels[j]!;
      });
      this.#levels.push(levels);
    }
    return this.#levels[step];
  }

  async #next(pacer: Pacer): Promise<number[]> {
    const step = this.#levels.length;
    const caps = this.#caps;
    if (this.budget === undefined) return caps.map((cap) => Math.min(cap, 3 ** step));
    return allowedGridLevels(this.#space, caps, {
      budget: this.budget * 2 ** step,
      counted: Math.min(MAX_COUNTED, MAX_COUNTED_PER_TRIAL * this.budget),
      pacer,
    });
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
 * that violate a constraint do not count; after 200,000 of those it takes allowed points that are on no
 * grid (`walked` in `meta`). On a finite space no point is suggested twice.
 *
 * @throws STRATEGY_OPTION_INVALID  it takes no options
 * @throws SPACE_CONSTRAINT_EMPTY  a finite space has no allowed point
 * @throws SPACE_CONSTRAINT_NARROW  no point that meets the constraints was found
 *
 * @example
 * ```ts
 * import { gridLevels } from '@tune/strategies';
 * gridLevels([Infinity, Infinity], 8); // [3, 3]
 * ```
 */
export const grid: PluginFactory<object, Strategy> = pluginFactory({
  kind: 'strategy',
  name: 'grid',
  description:
    'Balanced grid search: the smallest grid that the budget fills, in seeded order; without a budget nested grids.',
  options: {},
  create: () => ({
    name: 'grid',
    apiVersion: 1,
    version: VERSION,
    capabilities: { parallel: true, exhaustive: true },
    async suggest(ask) {
      const { space, history, count, rng, signal } = ask;
      const order = firstMetaNumber(history, 'order') ?? rng.uint32();
      const evaluated = new EvaluatedPoints(ask);
      const { pacer } = evaluated.search;
      const walk = walkOf(ask, order);
      const suggestions: Suggestion[] = [];
      const at: Position = { ...walk.start };
      let isSettled = true;
      const isTooNarrow = (): boolean => at.violating > MAX_VIOLATING;
      for (; suggestions.length < count && !isTooNarrow(); at.step++, at.index = 0) {
        const levels = await walk.levels(at.step, pacer);
        if (levels === undefined) break;
        const lattice = space.lattice(levels);
        for (; at.index < lattice.size && suggestions.length < count; at.index++) {
          signal.throwIfAborted();
          if (pacer.isDue) await pacer.pause();
          const point = lattice.at(permute(at.index, lattice.size, order));
          const isForbidden = !isAllowed(space, point);
          isSettled &&= isForbidden || evaluated.hasEnded(point);
          if (isSettled) Object.assign(walk.start, at);
          if (isForbidden) {
            at.violating += 1;
            if (isTooNarrow()) break;
            continue;
          }
          if (evaluated.has(point)) continue;
          evaluated.add(point);
          suggestions.push({ point, meta: { phase: 'grid', order, levels, index: at.index } });
        }
      }
      while (suggestions.length < count && (isTooNarrow() || evaluated.size === 0)) {
        const found = await evaluated.drawNew(rng);
        if (found === undefined) break;
        evaluated.add(found.point);
        const meta = { phase: 'grid', order, ...walkedMeta(found.isWalked) };
        suggestions.push({ point: found.point, meta });
      }
      return suggestions;
    },
  }),
});
