import type { Point } from '@tune/core';
import type { PointSearch, Rng } from '@tune/core/plugin';
import type { AcquisitionOptions, GaussianProcess } from '@tune/gp-native';
import type { BoxTransform } from '../region/box-transform.ts';
import type { ScoredRow } from './min-distance.ts';

/** The best candidates from which a climb begins. */
const STARTS = 4;
const MAX_ROUNDS = 20;
/** Rounds without an improvement before a climb ends. */
const PATIENCE = 3;
/** Changes of a point that are tried in a round. */
const STEPS = 60;

/**
 * Climbs the acquisition by changes that meet the constraints, from the best candidates. Where few points
 * are allowed, a search along one coordinate would leave them at once.
 *
 * @param candidates  m x d, rows of allowed points
 * @returns where the climbs ended, best first
 */
export async function climbAllowed(
  model: GaussianProcess,
  box: BoxTransform,
  candidates: Float64Array,
  acquisition: AcquisitionOptions,
  search: PointSearch,
  rng: Rng,
): Promise<ScoredRow[]> {
  const d = search.space.columns.length;
  const scores = model.acquisition(candidates, acquisition);
  const starts = Array.from(scores, (_, index) => index)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, STARTS);
  const tops: ScoredRow[] = [];
  for (const start of starts) {
    let row = candidates.slice(start * d, (start + 1) * d);
    let best = scores[start]!;
    for (let round = 0, failed = 0; round < MAX_ROUNDS && failed < PATIENCE; round++) {
      const points: Point[] = [];
      await search.neighbors(box.point(row), rng, STEPS, (point) => points.push(point));
      const rows = new Float64Array(points.length * d);
      points.forEach((point, index) => rows.set(box.row(point), index * d));
      const reached = model.acquisition(rows, acquisition);
      const top = reached.reduce(
        (most, score, index) => (score > reached[most]! ? index : most),
        0,
      );
      failed += 1;
      if (points.length === 0 || reached[top]! <= best) continue;
      [row, best, failed] = [rows.slice(top * d, (top + 1) * d), reached[top]!, 0];
    }
    const { mean, variance } = model.posterior(row);
    tops.push({ row, acquisition: best, mean: mean[0]!, variance: variance[0]! });
  }
  return tops.sort((a, b) => b.acquisition - a.acquisition);
}
