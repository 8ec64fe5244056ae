import type { History, PastTrial, Scratch, Space } from '@tune/core';
import {
  createBoxTransform,
  encode,
  type BoxTransform,
  type EncodedPoint,
} from '../region/box-transform.ts';
import type { TrustRegion } from '../region/trust-region.ts';
import { fitTransform, type Transform } from './transform.ts';

/** At most this many trials are modeled; factoring 5,000 would take seconds. */
const MAX_MODELED = 1000;
/** At most this many trials are modeled in a trust region: those nearest to its center. */
const MAX_NEAREST = 400;
/** Candidates are sampled near this many of the best trials. */
const BEST_COUNT = 5;

/** What the model is fitted to. */
export interface Observations {
  /** Number of trials that have ended; equals n if all of them are modeled. */
  readonly ended: number;
  /** Maps points to rows of the model's cube. */
  readonly box: BoxTransform;
  /** n x d, row-major, in that cube. */
  readonly rows: Float64Array;
  /** n transformed losses; failed and pruned trials have a value worse than all others. */
  readonly values: Float64Array;
  /** Rows of the best complete trials, best first, row-major. */
  readonly best: Float64Array;
  /** The trials of `rows` and of `best` in the cube of the space. */
  readonly encoded: {
    readonly rows: readonly EncodedPoint[];
    readonly best: readonly EncodedPoint[];
  };
  /** Smallest transformed loss. */
  readonly incumbentValue: number;
  readonly transform: Transform;
}

/**
 * The ended trials as rows and values; with a trust region, those near it. A failed trial gets a loss
 * half the range above the worst, so that the model avoids its surroundings.
 *
 * @param scratch  caches encoded points from one ask to the next
 * @returns undefined if no trial is complete, or all losses are equal
 * @see [Vizier2024] infeasible warping
 */
export function observe(
  space: Space,
  { ended, incumbent }: History,
  {
    region,
    scratch,
  }: { readonly region?: TrustRegion | undefined; readonly scratch?: Scratch } = {},
): Observations | undefined {
  if (incumbent === undefined) return undefined;
  const encodeTrial = cachedEncoder(space, scratch);
  const trials = region === undefined ? ended : nearest(space, ended, region.center, encodeTrial);
  const box = region?.box ?? createBoxTransform(space);
  const complete = trials.filter(({ loss }) => loss !== undefined);
  const transform = fitTransform(numbersOf(complete, ({ loss }) => loss!));
  const min = transform.values.reduce((a, b) => Math.min(a, b));
  const max = transform.values.reduce((a, b) => Math.max(a, b));
  // A model of equal losses is certain that nothing matters, and would suggest only corners.
  if (max === min && complete.length === trials.length) return undefined;
  const penalty = max + 0.5 * (max - min) + (max > min ? 0 : 1);
  let next = 0;
  const values = numbersOf(trials, ({ loss }) =>
    loss === undefined ? penalty : transform.values[next++]!,
  );
  const chosen = chooseSubset(values);
  const encoded = {
    rows: chosen.map((index) => encodeTrial(trials[index]!)),
    best: bestOf(complete).map(encodeTrial),
  };
  return {
    ended: ended.length,
    ...rowsIn(box, encoded),
    values: numbersOf(chosen, (index) => values[index]!),
    incumbentValue: min,
    transform,
  };
}

/** The same trials as rows of another box. */
export function inBox(observations: Observations, box: BoxTransform): Observations {
  return { ...observations, ...rowsIn(box, observations.encoded) };
}

function rowsIn(box: BoxTransform, encoded: Observations['encoded']) {
  const d = box.spans.length;
  const rowsOf = (points: readonly EncodedPoint[]): Float64Array => {
    const rows = new Float64Array(points.length * d);
    for (let i = 0; i < points.length; i++) box.writeRow(points[i]!, rows, i * d);
    return rows;
  };
  return { box, encoded, rows: rowsOf(encoded.rows), best: rowsOf(encoded.best) };
}

/** A loop, because the iterator of `Float64Array.from` makes it ten times slower. */
function numbersOf<T>(list: readonly T[], numberOf: (one: T) => number): Float64Array {
  const numbers = new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) numbers[i] = numberOf(list[i]!);
  return numbers;
}

/** Encodes trials in the cube of the space; cached by trial number, because a trial's point never changes. */
function cachedEncoder(
  space: Space,
  scratch: Scratch | undefined,
): (trial: PastTrial) => EncodedPoint {
  const cached =
    scratch?.get<Map<number, EncodedPoint>>('encoded points') ?? new Map<number, EncodedPoint>();
  scratch?.set('encoded points', cached);
  return ({ number, point }) => {
    const known = cached.get(number);
    if (known !== undefined) return known;
    const encoded = encode(space, point);
    cached.set(number, encoded);
    return encoded;
  };
}

/** The complete trials of the smallest losses; of equal losses the earlier trial first. */
function bestOf(trials: readonly PastTrial[]): PastTrial[] {
  const best: PastTrial[] = [];
  for (const trial of trials) {
    if (best.length === BEST_COUNT && trial.loss! >= best[BEST_COUNT - 1]!.loss!) continue;
    const rank = best.findIndex(({ loss }) => trial.loss! < loss!);
    if (rank >= 0) best.splice(rank, 0, trial);
    else if (best.length < BEST_COUNT) best.push(trial);
    if (best.length > BEST_COUNT) best.pop();
  }
  return best;
}

/** The trials nearest to a row of the space, in their order. */
function nearest(
  space: Space,
  trials: readonly PastTrial[],
  center: Float64Array,
  encodeTrial: (trial: PastTrial) => EncodedPoint,
): readonly PastTrial[] {
  if (trials.length <= MAX_NEAREST) return trials;
  const distances = trials.map((trial) =>
    encodeTrial(trial).row.reduce((sum, at, j) => {
      const difference = at - center[j]!;
      if (space.columns[j]!.kind === 'categorical') return sum + (difference === 0 ? 0 : 1);
      return sum + difference * difference;
    }, 0),
  );
  // At equal distance complete trials come first, so that the center itself is always included.
  const isIncomplete = trials.map(({ loss }) => Number(loss === undefined));
  return trials
    .map((_, index) => index)
    .sort((a, b) => distances[a]! - distances[b]! || isIncomplete[a]! - isIncomplete[b]! || a - b)
    .slice(0, MAX_NEAREST)
    .sort((a, b) => a - b)
    .map((index) => trials[index]!);
}

/**
 * Indices of the trials to model, ascending: all, or if there are more than `limit`, the best half of the
 * limit and an even selection of the others.
 */
export function chooseSubset(values: Float64Array, limit = MAX_MODELED): number[] {
  const all = Array.from(values, (_, index) => index);
  if (all.length <= limit) return all;
  const ranked = all.toSorted((a, b) => values[a]! - values[b]! || a - b);
  const half = Math.ceil(limit / 2);
  const others = ranked.slice(half).sort((a, b) => a - b);
  const wanted = limit - half;
  const even = Array.from(
    { length: wanted },
    (_, i) => others[Math.floor(((i + 1) * others.length) / wanted) - 1]!,
  );
  return [...ranked.slice(0, half), ...even].sort((a, b) => a - b);
}
