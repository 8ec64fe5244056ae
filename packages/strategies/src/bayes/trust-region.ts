import type { History, Json, PastTrial, Point, Space, Suggestion } from '@tune/core';
import { frameOf, type Frame } from './frame.ts';

/** Sides of the region, as a share of the cube: at first, at most, and where a new one begins. */
const FIRST = 0.8;
const MOST = 1.6;
const LEAST = 2 ** -7;
/** Improvements in a row after which a region doubles. */
const SUCCESSES = 3;
/** Side of a box's inner part, as a share of the box's. */
const INNER = 1 / 4;

/** Where a search looks next. */
export interface TrustRegion {
  /** Side of the box, as a share of the cube. */
  readonly side: number;
  /** Whether it is the inner part of a box. */
  readonly isInner: boolean;
  /** Its best trial. */
  readonly best: Point;
  /** Row of its best trial, in the cube of the space. */
  readonly center: Float64Array;
  /** The box, stretched to the cube. */
  readonly frame: Frame;
}

/**
 * The region after the trials of a history: a box around the best trial that doubles after three
 * improvements in a row and halves after as many failures as there are parameters. One that has become
 * very small has found its optimum: a new one begins with a start design. It follows from the history
 * alone, so that a resumed study goes on in the same region.
 *
 * @param design  trials of each start design
 * @returns undefined where a start design is due
 * @see [Eriksson2019] TuRBO-1
 */
export function trustRegion(
  space: Space,
  { ended, pending }: History,
  design: number,
): TrustRegion | undefined {
  const patience = Math.max(4, space.columns.length);
  let [designed, side, successes, failures] = [0, FIRST, 0, 0];
  let best: PastTrial | undefined;
  let isFlat = true;
  for (const trial of ended) {
    // A trial of the box before, which still ran when that one ended, is none of the next design.
    if (designed === 0 && isOfBox(trial)) continue;
    const isFirst = best === undefined;
    const better = trial.loss !== undefined && trial.loss < (best?.loss ?? Infinity);
    // On a plateau nothing was searched for in vain: there was nothing to go by.
    if (!isFirst && trial.loss !== undefined && trial.loss !== best?.loss) isFlat = false;
    if (better) best = trial;
    designed++;
    if (designed <= design || isFirst || isFlat) continue;
    successes = better ? successes + 1 : 0;
    failures = better ? 0 : failures + 1;
    if (successes === SUCCESSES) [side, successes] = [Math.min(MOST, 2 * side), 0];
    if (failures === patience) [side, failures] = [side / 2, 0];
    if (side >= LEAST) continue;
    [designed, side, successes, failures, best, isFlat] = [0, FIRST, 0, 0, undefined, true];
  }
  const running = pending.filter((trial) => !isOfBox(trial)).length;
  const { point } = best ?? {};
  if (point === undefined || designed + running < design) return undefined;
  return boxAround(space, point, side);
}

/** The inner part of a box, around the same trial. */
export function innerPart(space: Space, { best, side }: TrustRegion): TrustRegion {
  return { ...boxAround(space, best, side * INNER), isInner: true };
}

/**
 * Whether the next suggestion is one for the inner part of its box: of so many in a row as run at the same
 * time, one looks at the whole box, and the others do better near what is known.
 *
 * @param suggested  by this ask so far
 */
export function looksNear(
  { ended, pending }: History,
  suggested: readonly Pick<Suggestion, 'meta'>[],
): boolean {
  const running = pending.length + suggested.length;
  if (running === 0) return false;
  // Not those that run: one whose worker is gone may stand there for ever.
  const begun = [...ended.slice(-running), ...pending].sort((a, b) => a.number - b.number);
  return [...begun, ...suggested].slice(-running).some(isOfWholeBox);
}

function boxAround(space: Space, best: Point, side: number): TrustRegion {
  const center = space.encode(best);
  // A parameter that is not there at the center is not limited: its 0.5 stands for nothing.
  const isThere = space.mask(best);
  const frame = frameOf(
    space,
    center.map((at, j) => (isThere[j] ? Math.max(0, at - side / 2) : 0)),
    center.map((at, j) => (isThere[j] ? Math.min(1, at + side / 2) : 1)),
  );
  return { side, isInner: false, best, center, frame };
}

/** A trial or a suggestion, by what its strategy said of it. */
interface Described {
  readonly meta?: Json;
}

const metaOf = ({ meta }: Described) =>
  (meta ?? {}) as { readonly region?: Json; readonly inner?: Json };

/** Whether a trial was looked for in a box. */
export const isOfBox = (trial: Described): boolean => metaOf(trial).region !== undefined;

const isOfWholeBox = (trial: Described): boolean =>
  isOfBox(trial) && metaOf(trial).inner === undefined;
