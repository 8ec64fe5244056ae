import type { History, PastTrial, Scratch, Space } from '@tune/core';
import { frameOf, place, type Frame, type Placed } from './frame.ts';
import { fitTransform, type Transform } from './transform.ts';
import type { TrustRegion } from './trust-region.ts';

/** Beyond so many trials a model takes a part of them: with all, a factor of 5,000 would take seconds. */
const MODELED = 1000;
/** The model of a trust region takes so many trials, the nearest ones. */
const NEAREST = 400;
/** Near so many of the best trials candidates are looked for. */
const BEST = 5;

/** What the model is fitted to. */
export interface Observations {
  /** How many trials have ended; n where all of them are modeled. */
  readonly ended: number;
  /** How points lie in the cube of the model. */
  readonly frame: Frame;
  /** n x d, row-major, in that cube. */
  readonly rows: Float64Array;
  /** n transformed losses; failures and pruned trials have a value worse than all others. */
  readonly values: Float64Array;
  /** Rows of the best complete trials, best first, row-major. */
  readonly best: Float64Array;
  /** Where the trials of `rows` and of `best` lie in the cube of the space. */
  readonly placed: { readonly rows: readonly Placed[]; readonly best: readonly Placed[] };
  /** Smallest transformed loss. */
  readonly incumbentValue: number;
  readonly transform: Transform;
}

/**
 * The ended trials as rows and values; those near to a trust region, where there is one. A failure says
 * that its surroundings are bad: it stands for a loss half the range above the worst.
 *
 * @param scratch  keeps rows from one ask to the next
 * @returns undefined where no trial is complete, or all losses are equal
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
  const placed = placesKept(space, scratch);
  const trials = region === undefined ? ended : nearest(space, ended, region.center, placed);
  const frame = region?.frame ?? frameOf(space);
  const complete = trials.filter(({ loss }) => loss !== undefined);
  const transform = fitTransform(numbersOf(complete, ({ loss }) => loss!));
  const least = transform.values.reduce((a, b) => Math.min(a, b));
  const most = transform.values.reduce((a, b) => Math.max(a, b));
  // Where all is equal a model is sure that nothing matters, and would look at corners alone.
  if (most === least && complete.length === trials.length) return undefined;
  const penalty = most + 0.5 * (most - least) + (most > least ? 0 : 1);
  let next = 0;
  const values = numbersOf(trials, ({ loss }) =>
    loss === undefined ? penalty : transform.values[next++]!,
  );
  const chosen = partOf(values);
  const all = {
    rows: chosen.map((index) => placed(trials[index]!)),
    best: bestOf(complete).map(placed),
  };
  return {
    ended: ended.length,
    ...rowsIn(frame, all),
    values: numbersOf(chosen, (index) => values[index]!),
    incumbentValue: least,
    transform,
  };
}

/** The same trials in another frame. */
export function reframed(observations: Observations, frame: Frame): Observations {
  return { ...observations, ...rowsIn(frame, observations.placed) };
}

function rowsIn(frame: Frame, placed: Observations['placed']) {
  const d = frame.spans.length;
  const rowsOf = (some: readonly Placed[]): Float64Array => {
    const rows = new Float64Array(some.length * d);
    for (let i = 0; i < some.length; i++) frame.move(some[i]!, rows, i * d);
    return rows;
  };
  return { frame, placed, rows: rowsOf(placed.rows), best: rowsOf(placed.best) };
}

/** `Float64Array.from` goes through an iterator, which takes ten times as long. */
function numbersOf<T>(list: readonly T[], numberOf: (one: T) => number): Float64Array {
  const numbers = new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) numbers[i] = numberOf(list[i]!);
  return numbers;
}

/** Where trials lie in the cube of the space: that never changes. */
function placesKept(space: Space, scratch: Scratch | undefined): (trial: PastTrial) => Placed {
  const kept = scratch?.get<Map<number, Placed>>('places') ?? new Map<number, Placed>();
  scratch?.set('places', kept);
  return ({ number, point }) => {
    const known = kept.get(number);
    if (known !== undefined) return known;
    const placed = place(space, point);
    kept.set(number, placed);
    return placed;
  };
}

/** The complete trials of the smallest losses, the first of equals first. */
function bestOf(trials: readonly PastTrial[]): PastTrial[] {
  const best: PastTrial[] = [];
  for (const trial of trials) {
    if (best.length === BEST && trial.loss! >= best[BEST - 1]!.loss!) continue;
    const rank = best.findIndex(({ loss }) => trial.loss! < loss!);
    if (rank >= 0) best.splice(rank, 0, trial);
    else if (best.length < BEST) best.push(trial);
    if (best.length > BEST) best.pop();
  }
  return best;
}

/** The trials nearest to a row of the space, in their order. */
function nearest(
  space: Space,
  trials: readonly PastTrial[],
  center: Float64Array,
  placed: (trial: PastTrial) => Placed,
): readonly PastTrial[] {
  if (trials.length <= NEAREST) return trials;
  const distances = trials.map((trial) =>
    placed(trial).row.reduce((sum, at, j) => {
      const apart = at - center[j]!;
      if (space.columns[j]!.kind === 'categorical') return sum + (apart === 0 ? 0 : 1);
      return sum + apart * apart;
    }, 0),
  );
  // Of those at one distance complete ones first: the center itself is one of them.
  const isOther = trials.map(({ loss }) => Number(loss === undefined));
  return trials
    .map((_, index) => index)
    .sort((a, b) => distances[a]! - distances[b]! || isOther[a]! - isOther[b]! || a - b)
    .slice(0, NEAREST)
    .sort((a, b) => a - b)
    .map((index) => trials[index]!);
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
