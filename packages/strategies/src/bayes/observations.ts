import type { History, Space } from '@tune/core';
import { fitTransform, type Transform } from './transform.ts';

/** Beyond so many trials a model takes a part of them: with all, a factor of 5,000 would take seconds. */
const MODELED = 1000;

/** What the model is fitted to. */
export interface Observations {
  /** How many trials have ended; n where that is at most 1,000. */
  readonly ended: number;
  /** n x d, row-major, in the unit cube. */
  readonly rows: Float64Array;
  /** n transformed losses; failures and pruned trials have a value worse than all others. */
  readonly values: Float64Array;
  /** Rows of the complete trials, best first. */
  readonly best: readonly Float64Array[];
  /** Smallest transformed loss. */
  readonly incumbentValue: number;
  readonly transform: Transform;
}

/**
 * The ended trials as rows and values. A failure says that its surroundings are bad: it stands for a
 * loss half the range above the worst.
 * @returns undefined where no trial is complete
 * @see [Vizier2024] infeasible warping
 */
export function observe(space: Space, { ended }: History): Observations | undefined {
  const losses = ended.flatMap(({ loss }) => (loss === undefined ? [] : [loss]));
  if (losses.length === 0) return undefined;
  const transform = fitTransform(Float64Array.from(losses));
  const least = transform.values.reduce((a, b) => Math.min(a, b));
  const most = transform.values.reduce((a, b) => Math.max(a, b));
  const penalty = most + 0.5 * (most - least) + (most > least ? 0 : 1);
  const dimensions = space.columns.length;
  const rows = new Float64Array(ended.length * dimensions);
  const values = new Float64Array(ended.length);
  ended.forEach(({ point, loss }, index) => {
    rows.set(space.encode(point), index * dimensions);
    values[index] = loss === undefined ? penalty : transform.apply(loss);
  });
  const best = ended
    .filter(({ loss }) => loss !== undefined)
    .toSorted((a, b) => a.loss! - b.loss!)
    .slice(0, 5)
    .map(({ point }) => space.encode(point));
  const chosen = partOf(values);
  const part = new Float64Array(chosen.length * dimensions);
  chosen.forEach((index, place) =>
    part.set(rows.subarray(index * dimensions, (index + 1) * dimensions), place * dimensions),
  );
  return {
    ended: ended.length,
    rows: part,
    values: Float64Array.from(chosen, (index) => values[index]!),
    best,
    incumbentValue: least,
    transform,
  };
}

/** All trials, or of many the better half of {@link MODELED} and an even choice of the others; in order. */
export function partOf(values: Float64Array, most = MODELED): number[] {
  const all = Array.from(values, (_, index) => index);
  if (all.length <= most) return all;
  const ranked = all.toSorted((a, b) => values[a]! - values[b]! || a - b);
  const half = Math.ceil(most / 2);
  const others = ranked.slice(half).sort((a, b) => a - b);
  const wanted = most - half;
  const even = Array.from(
    { length: wanted },
    (_, place) => others[Math.floor(((place + 1) * others.length) / wanted) - 1]!,
  );
  return [...ranked.slice(0, half), ...even].sort((a, b) => a - b);
}
