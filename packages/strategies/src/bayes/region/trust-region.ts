import type { History, Json, EndedTrial, Point, Space, Suggestion } from '@tune/core';
import { createBoxTransform, type BoxTransform } from './box-transform.ts';

/** Sides of the box as shares of the cube. A box below the minimum ends, and a new one begins. */
const INITIAL_SIDE = 0.8;
const MAX_SIDE = 1.6;
const MIN_SIDE = 2 ** -7;
/** Improvements in a row after which the side doubles. */
const SUCCESS_TOLERANCE = 3;
/** Failures in a row after which the side halves: one for each parameter, but no fewer than this. */
const MIN_FAILURE_TOLERANCE = 4;
/** Side of the inner part of a box, as a share of the box's side. */
const INNER_SHARE = 1 / 4;

/** The box in which the next point is searched. */
export interface TrustRegion {
  /** Side of the box, as a share of the cube. */
  readonly side: number;
  /** Whether it is the inner part of a box. */
  readonly isInner: boolean;
  /** Point of its best trial. */
  readonly best: Point;
  /** Row of its best trial, in the cube of the space. */
  readonly center: Float64Array;
  /** Stretches the box to the cube. */
  readonly box: BoxTransform;
}

/**
 * The trust region after the trials of a history: a box around the best trial that doubles after three
 * improvements in a row and halves after as many failures in a row as there are parameters. Only trials that
 * were suggested for its present side can fail it: not those of a batch that was asked for before the side
 * changed, nor those that are known from elsewhere. A box that has become very small has found its optimum:
 * a new one begins with an initial design. All of it is computed from the history, so that a resumed study
 * goes on in the same region.
 *
 * @param designSize  trials of each initial design
 * @returns undefined if an initial design is due
 * @see [Eriksson2019] TuRBO-1
 */
export function trustRegion(
  space: Space,
  { ended, pending }: History,
  designSize: number,
): TrustRegion | undefined {
  const failureTolerance = Math.max(MIN_FAILURE_TOLERANCE, space.columns.length);
  let [count, side, successes, failures] = [0, INITIAL_SIDE, 0, 0];
  let best: EndedTrial | undefined;
  let isFlat = true;
  for (const trial of ended) {
    // A late trial of the previous box does not count for the new initial design.
    if (count === 0 && isFromBox(trial)) continue;
    const isFirst = best === undefined;
    const better = trial.loss !== undefined && trial.loss < (best?.loss ?? Infinity);
    // On a plateau nothing counts as a failure, because the losses gave no direction.
    if (!isFirst && trial.loss !== undefined && trial.loss !== best?.loss) isFlat = false;
    if (better) best = trial;
    count++;
    if (count <= designSize || isFirst || isFlat) continue;
    successes = better ? successes + 1 : 0;
    if (better) failures = 0;
    else if (isFailureOf(side, trial)) failures++;
    if (successes === SUCCESS_TOLERANCE) [side, successes] = [Math.min(MAX_SIDE, 2 * side), 0];
    if (failures === failureTolerance) [side, failures] = [side / 2, 0];
    if (side >= MIN_SIDE) continue;
    [count, side, successes, failures, best, isFlat] = [0, INITIAL_SIDE, 0, 0, undefined, true];
  }
  const running = pending.filter((trial) => !isFromBox(trial)).length;
  const { point } = best ?? {};
  if (point === undefined || count + running < designSize) return undefined;
  return regionAround(space, point, side);
}

/** The inner part of a box, around the same trial. */
export function innerPart(space: Space, { best, side }: TrustRegion): TrustRegion {
  return { ...regionAround(space, best, side * INNER_SHARE), isInner: true };
}

/**
 * Whether the next suggestion is searched in the inner part of its box. Among as many consecutive
 * suggestions as run at the same time, one uses the whole box; the others do better near the best trial.
 *
 * @param suggested  what this ask has suggested so far
 */
export function useInnerBox(
  { ended, pending }: History,
  suggested: readonly Pick<Suggestion, 'meta'>[],
): boolean {
  const running = pending.length + suggested.length;
  if (running === 0) return false;
  // Not the running trials alone: a trial whose worker was lost may keep running indefinitely.
  const latest = [...ended.slice(-running), ...pending].sort((a, b) => a.number - b.number);
  return [...latest, ...suggested].slice(-running).some(isFromWholeBox);
}

function regionAround(space: Space, best: Point, side: number): TrustRegion {
  const center = space.encode(best);
  // A parameter that is inactive at the center is not limited: its coordinate 0.5 has no meaning.
  const isActive = space.mask(best);
  const box = createBoxTransform(
    space,
    center.map((at, j) => (isActive[j] ? Math.max(0, at - side / 2) : 0)),
    center.map((at, j) => (isActive[j] ? Math.min(1, at + side / 2) : 1)),
  );
  return { side, isInner: false, best, center, box };
}

/** A trial or a suggestion. */
interface WithMeta {
  readonly meta?: Json;
}

const metaOf = ({ meta }: WithMeta) =>
  (meta ?? {}) as { readonly region?: Json; readonly inner?: Json; readonly acquisition?: Json };

/**
 * Whether a trial that improved nothing is a failure of a box of this side: one that was suggested from it, or
 * by a model of the whole space, which is in use where the losses are noisy.
 */
function isFailureOf(side: number, trial: WithMeta): boolean {
  const { region, inner, acquisition } = metaOf(trial);
  if (typeof region !== 'number') return acquisition !== undefined;
  return side === (inner === true ? region / INNER_SHARE : region);
}

/** Whether a model suggested a trial, from a box or not. */
export const isFromModel = (trial: WithMeta): boolean => metaOf(trial).acquisition !== undefined;

/** Whether a trial was suggested from a box. */
export const isFromBox = (trial: WithMeta): boolean => metaOf(trial).region !== undefined;

const isFromWholeBox = (trial: WithMeta): boolean =>
  isFromBox(trial) && metaOf(trial).inner === undefined;
