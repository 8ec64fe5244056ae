import type { Direction } from '@tune/core';
import { toLoss } from '@tune/core/plugin';
import type { Curve } from './comparison.ts';
import type { RunCurve } from './verdict/cost-ratio.ts';

/** More places than a picture of 80 columns can show are no use. */
const MOST_PLACES = 64;

/**
 * The best value so far over repeats, with quartiles. A run that has ended keeps its last value; one without
 * a complete trial yet counts as worse than every value.
 *
 * @param runs  those that had equal budgets
 */
export function bestSoFar(runs: readonly RunCurve[], direction: Direction): Curve {
  const costs = placesOf(runs);
  const sorted = costs.map((cost) =>
    Float64Array.from(runs, ({ costs, losses }) => lossAt(costs, losses, cost)).sort(),
  );
  const at = (share: number): (number | null)[] =>
    sorted.map((losses) => {
      const loss = quantile(losses, share);
      return Number.isFinite(loss) ? toLoss(direction, loss) + 0 : null;
    });
  const [better, worse] = [at(0.25), at(0.75)];
  const [low, high] = direction === 'minimize' ? [better, worse] : [worse, better];
  return { costs, median: at(0.5), low, high };
}

/** Every cost at which something may change if there are few, else evenly spaced ones; always the last. */
function placesOf(runs: readonly RunCurve[]): number[] {
  const all = new Set(runs.flatMap(({ costs }) => costs));
  const sorted = Float64Array.from(all).sort();
  const count = Math.min(sorted.length, MOST_PLACES);
  const last = sorted.length - 1;
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? sorted[last]! : sorted[Math.round((i * last) / (count - 1))]!,
  );
}

/** The best loss that a run had when it had spent so much. */
function lossAt(costs: readonly number[], losses: readonly number[], cost: number): number {
  let [low, high] = [0, costs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (costs[middle]! <= cost) low = middle + 1;
    else high = middle;
  }
  return losses[low - 1] ?? Infinity;
}

/** Between two neighbors in proportion; Infinity if the worse one is. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return Infinity;
  if (above === Infinity) return place === Math.floor(place) ? below : Infinity;
  const weight = place - Math.floor(place);
  return below * (1 - weight) + above * weight;
}
