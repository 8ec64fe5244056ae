import type { Space } from '@tune/core';
import type { AcquisitionOptions, GaussianProcess, Maximum } from '@tune/gp-native';
import { allowed } from '../draw.ts';
import type { Frame } from './frame.ts';
import { patterns, type Pattern } from './pattern.ts';

/** Kinds of points, by which parameters are there, that are searched each on its own. */
const PATTERNS = 8;

/** Candidate rows by which of their columns are there. */
function byPattern(
  space: Space,
  frame: Frame,
  candidates: Float64Array,
): [Pattern, Float64Array][] {
  const d = space.columns.length;
  const patternOf = patterns(space, frame);
  if (space.columns.every(({ parent }) => parent === undefined)) {
    return [[patternOf(candidates, 0), candidates]];
  }
  const groups = new Map<Pattern, number[]>();
  for (let at = 0; at < candidates.length; at += d) {
    const pattern = patternOf(candidates, at);
    const group = groups.get(pattern);
    if (group === undefined) groups.set(pattern, [at]);
    else group.push(at);
  }
  return Array.from(groups, ([pattern, places]) => {
    const rows = new Float64Array(places.length * d);
    for (const [index, at] of places.entries()) {
      for (let j = 0; j < d; j++) rows[index * d + j] = candidates[at + j]!;
    }
    return [pattern, rows];
  });
}

/**
 * Rows of large acquisition, best first; rows of points, which meet the constraints. Local searches
 * move continuous columns by gradient and finite ones by levels. A column whose parameter is not
 * there, and one that others hang on, keeps the candidate's value: each kind of point is searched on
 * its own. Where a search leaves what constraints allow, it ends on the border instead.
 *
 * @param candidates  m x d, rows of points that meet the constraints
 * @param excluded  e x d, rows that must not come back
 */
export async function searchAcquisition(
  model: GaussianProcess,
  space: Space,
  frame: Frame,
  candidates: Float64Array,
  excluded: Float64Array,
  acquisition: AcquisitionOptions,
  signal: AbortSignal,
): Promise<Maximum[]> {
  const { columns } = space;
  const d = columns.length;
  const levels = columns.map((_, j) => frame.levels(j));
  const parents = new Set(columns.flatMap(({ parent }) => (parent ? [parent.column] : [])));
  const best = ([, rows]: [Pattern, Float64Array]): number =>
    model.acquisition(rows, acquisition).reduce((a, b) => Math.max(a, b), -Infinity);
  let groups = byPattern(space, frame, candidates);
  if (groups.length > PATTERNS) {
    const scores = new Map(groups.map((group) => [group, best(group)]));
    groups = groups.toSorted((a, b) => scores.get(b)! - scores.get(a)!).slice(0, PATTERNS);
  }
  const found: Maximum[] = [];
  for (const [{ mask }, rows] of groups) {
    const moves = columns.map((_, j) => mask[j] !== 0 && !parents.has(j));
    const maxima = await model.maximize({
      ...acquisition,
      candidates: rows,
      continuous: Uint8Array.from(columns, (column, j) =>
        moves[j] && column.kind === 'numeric' && levels[j]!.length === 0 ? 1 : 0,
      ),
      levels: columns.map((_, j) => (moves[j] ? levels[j]! : [])),
      ...(excluded.length > 0 ? { excluded } : {}),
      ...(groups.length > 1 ? { starts: 4 } : {}),
      signal,
    });
    for (const maximum of maxima) {
      const from = rows.subarray(maximum.candidate * d, (maximum.candidate + 1) * d);
      const inside = withinConstraints(model, space, frame, from, maximum, acquisition);
      if (inside !== undefined) found.push(inside);
    }
  }
  return found.toSorted((a, b) => b.acquisition - a.acquisition);
}

/** A maximum itself, or the last allowed place on the way to it from the candidate it came from. */
function withinConstraints(
  model: GaussianProcess,
  space: Space,
  frame: Frame,
  from: Float64Array,
  maximum: Maximum,
  acquisition: AcquisitionOptions,
): Maximum | undefined {
  if (space.constraints.length === 0 || allowed(space, frame.point(maximum.row))) return maximum;
  const at = (share: number): Float64Array =>
    from.map((value, j) => value + share * (maximum.row[j]! - value));
  let [inside, outside] = [0, 1];
  for (let halving = 0; halving < 20; halving++) {
    const middle = (inside + outside) / 2;
    if (allowed(space, frame.point(at(middle)))) inside = middle;
    else outside = middle;
  }
  if (inside === 0) return undefined;
  const row = frame.row(frame.point(at(inside)));
  const { mean, variance } = model.posterior(row);
  return {
    ...maximum,
    row,
    acquisition: model.acquisition(row, acquisition)[0]!,
    mean: mean[0]!,
    variance: variance[0]!,
  };
}
