import type { Rng, Scratch, Space } from '@tune/core';
import { isAllowed } from '../../sampling/draw.ts';
import type { EvaluatedPoints } from '../../sampling/evaluated-points.ts';
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
}

/**
 * Sobol points of the box and points near the best ones; for a small finite space, all points that are
 * not evaluated yet. In other spaces a candidate may have been evaluated; the caller skips those.
 */
export function createCandidates(
  space: Space,
  box: BoxTransform,
  evaluated: EvaluatedPoints,
  rng: Rng,
  scratch: Scratch,
  options: SampleOptions,
): Candidates {
  const d = space.columns.length;
  const isConditional = space.columns.some(({ parent }) => parent !== undefined);
  const activeSetOf = activeSetFinder(space, box, scratch);
  const activeSetsOf = (rows: Float64Array): ActiveSet[] | undefined =>
    isConditional
      ? Array.from({ length: rows.length / d }, (_, i) => activeSetOf(rows, i * d))
      : undefined;
  if (space.cardinality <= ENUMERATION_LIMIT) {
    const rows = withoutEvaluated(enumerate(space, box, scratch), evaluated, d);
    return { rows, activeSets: activeSetsOf(rows) };
  }
  const rows = sampleCandidates(space, box, rng, options);
  box.snapToLevels(rows);
  const isFinite = space.cardinality < Infinity;
  const isConstrained = space.constraints.length > 0;
  if (!isConditional && !isFinite && !isConstrained) return { rows, activeSets: undefined };
  const activeSets: ActiveSet[] = [];
  const weights = Float64Array.from({ length: d }, (_, j) => Math.sqrt(j + 2));
  const sums = new Set<number>();
  let kept = 0;
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
    if (isConstrained && !isAllowed(space, box.point(rows, at))) continue;
    if (kept < at) rows.copyWithin(kept, at, at + d);
    if (activeSet !== undefined) activeSets.push(activeSet);
    kept += d;
  }
  if (kept > 0) {
    return { rows: rows.subarray(0, kept), activeSets: isConditional ? activeSets : undefined };
  }
  const point = evaluated.drawNew(rng);
  const row = point === undefined ? new Float64Array(0) : box.row(point);
  return { rows: row, activeSets: activeSetsOf(row) };
}

/** The points of a finite space that meet the constraints. */
interface Enumeration {
  /** Rows in the model's cube, row-major. */
  readonly rows: Float64Array;
  /** Index of a point's row, by the point's canonical spelling. */
  readonly indices: ReadonlyMap<string, number>;
}

/** All allowed points. Enumerated once for all asks, because a small finite space has no box. */
function enumerate(space: Space, box: BoxTransform, scratch: Scratch): Enumeration {
  const cached = scratch.get<Enumeration>('enumeration');
  if (cached !== undefined) return cached;
  const lattice = space.lattice();
  const points = Array.from({ length: lattice.size }, (_, index) => lattice.at(index)).filter(
    (point) => isAllowed(space, point),
  );
  const rows = new Float64Array(points.length * space.columns.length);
  points.forEach((point, index) => rows.set(box.row(point), index * space.columns.length));
  const indices = new Map(points.map((point, index) => [space.canonical(point), index]));
  const all: Enumeration = { rows, indices };
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
