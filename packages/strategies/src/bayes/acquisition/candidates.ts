import type { Point, Space } from '@tune/core';
import {
  hasMoreThan,
  isAllowed,
  type EvaluatedPoints,
  type PointSearch,
  type Rng,
  type Scratch,
} from '@tune/core/plugin';
import type { BoxTransform } from '../region/box-transform.ts';
import { activeSetFinder, type ActiveSet } from './active-set.ts';
import { sampleCandidates, type SampleOptions } from './sample-candidates.ts';

/** A finite space of up to this many points is enumerated: all its points are candidates. */
export const ENUMERATION_LIMIT = 4096;

/** Where the acquisition is evaluated. */
export interface Candidates {
  /** m x d; every row is that of a point of the space that meets the constraints. */
  readonly rows: Float64Array;
  /** The active set of each row; undefined if the space has no conditions. */
  readonly activeSets: readonly ActiveSet[] | undefined;
  /** Whether so few samples met the constraints that points were found by walking. */
  readonly isWalked: boolean;
}

/** With fewer allowed candidates than this, and less than this share of all, more are walked to. */
const MIN_CANDIDATES = 16;
const MIN_SHARE = 1 / 40;
/** Candidates that are walked to. */
const WALKED = 128;

/**
 * Sobol points of the box and points near the best ones; for a small finite space, all points that are
 * not evaluated yet. In other spaces a candidate may have been evaluated; the caller skips those.
 */
export async function createCandidates(
  space: Space,
  box: BoxTransform,
  evaluated: EvaluatedPoints,
  rng: Rng,
  scratch: Scratch,
  options: SampleOptions,
): Promise<Candidates> {
  const d = space.columns.length;
  const isConditional = space.columns.some(({ parent }) => parent !== undefined);
  const activeSetOf = activeSetFinder(space, box, scratch);
  const activeSetsOf = (rows: Float64Array): ActiveSet[] | undefined =>
    isConditional
      ? Array.from({ length: rows.length / d }, (_, i) => activeSetOf(rows, i * d))
      : undefined;
  const { pacer } = evaluated.search;
  const { size } = space.lattice();
  if (!(await hasMoreThan(space, ENUMERATION_LIMIT, pacer))) {
    const all = await enumerate(space, box, scratch, evaluated.search);
    const rows = withoutEvaluated(all, evaluated, d);
    return { rows, activeSets: activeSetsOf(rows), isWalked: false };
  }
  const rows = sampleCandidates(space, box, rng, options);
  box.snapToLevels(rows);
  const isFinite = size < Infinity;
  const isConstrained = space.constraints.length > 0;
  if (!isConditional && !isFinite && !isConstrained) {
    return { rows, activeSets: undefined, isWalked: false };
  }
  const activeSets: ActiveSet[] = [];
  const weights = Float64Array.from({ length: d }, (_, j) => Math.sqrt(j + 2));
  const sums = new Set<number>();
  let kept = 0;
  let distinct = 0;
  // Loops over one array: a thousand small objects at each ask would cost more than the rest of this.
  for (let at = 0; at < rows.length; at += d) {
    const activeSet = isConditional ? activeSetOf(rows, at) : undefined;
    if (activeSet !== undefined) {
      const { mask } = activeSet;
      for (let j = 0; j < d; j++) if (mask[j] === 0) rows[at + j] = 0.5;
    }
    if (isFinite) {
      // In a finite space samples repeat. Rows with equal weighted sums count as equal: in the rare case
      // that they are not, one candidate of many is lost.
      let sum = 0;
      for (let j = 0; j < d; j++) sum += rows[at + j]! * weights[j]!;
      if (sums.has(sum)) continue;
      sums.add(sum);
    }
    distinct += 1;
    if (isConstrained) {
      if (pacer.isDue) await pacer.pause();
      if (!isAllowed(space, box.point(rows, at))) continue;
    }
    if (kept < at) rows.copyWithin(kept, at, at + d);
    if (activeSet !== undefined) activeSets.push(activeSet);
    kept += d;
  }
  const allowed = rows.subarray(0, kept);
  const isNarrow = kept < MIN_CANDIDATES * d && kept < MIN_SHARE * distinct * d;
  if (kept > 0 && !isNarrow) {
    return { rows: allowed, activeSets: isConditional ? activeSets : undefined, isWalked: false };
  }
  const near = Array.from({ length: options.best.length / d }, (_, i) =>
    box.point(options.best, i * d),
  );
  const points = await evaluated.search.walked(near, rng, WALKED);
  const isNew = (point: Point): boolean => !evaluated.has(point);
  const walked = rowsOf(points.filter(isNew), box, d);
  if (kept + walked.length === 0) {
    const found = await evaluated.drawNew(rng);
    const row = found === undefined ? walked : box.row(found.point);
    return { rows: row, activeSets: activeSetsOf(row), isWalked: true };
  }
  const both = new Float64Array(kept + walked.length);
  both.set(allowed);
  both.set(walked, kept);
  return { rows: both, activeSets: activeSetsOf(both), isWalked: true };
}

/** The rows of points, row-major. */
function rowsOf(points: readonly Point[], box: BoxTransform, d: number): Float64Array {
  const rows = new Float64Array(points.length * d);
  points.forEach((point, index) => rows.set(box.row(point), index * d));
  return rows;
}

/** The points of a finite space that meet the constraints. */
interface Enumeration {
  /** Rows in the model's cube, row-major. */
  readonly rows: Float64Array;
  /** Index of a point's row, by the point's canonical spelling. */
  readonly indices: ReadonlyMap<string, number>;
}

/** All allowed points. Enumerated once for all asks, because a small finite space has no box. */
async function enumerate(
  space: Space,
  box: BoxTransform,
  scratch: Scratch,
  search: PointSearch,
): Promise<Enumeration> {
  const cached = scratch.get<Enumeration>('enumeration');
  if (cached !== undefined) return cached;
  const lattice = space.lattice();
  const points =
    space.constraints.length === 0
      ? Array.from({ length: lattice.size }, (_, index) => lattice.at(index))
      : (await search.allowed()).map((index) => lattice.at(index));
  const indices = new Map(points.map((point, index) => [space.canonical(point), index]));
  const all: Enumeration = { rows: rowsOf(points, box, space.columns.length), indices };
  scratch.set('enumeration', all);
  return all;
}

/** The rows of points that are not evaluated, in order. */
function withoutEvaluated(
  { rows, indices }: Enumeration,
  evaluated: EvaluatedPoints,
  d: number,
): Float64Array {
  const isEvaluated = new Uint8Array(indices.size);
  for (const key of evaluated.keys()) {
    const index = indices.get(key);
    if (index !== undefined) isEvaluated[index] = 1;
  }
  const remaining = rows.slice();
  let kept = 0;
  for (let at = 0; at < rows.length; at += d) {
    if (isEvaluated[at / d] === 1) continue;
    for (let j = 0; j < d; j++) remaining[kept + j] = rows[at + j]!;
    kept += d;
  }
  return remaining.subarray(0, kept);
}
