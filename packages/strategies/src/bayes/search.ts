import type { Space } from '@tune/core';
import type { AcquisitionOptions, GaussianProcess, Maximum } from '@tune/gp-native';
import { allowed } from '../draw.ts';
import type { Candidates } from './candidates.ts';
import type { Frame } from './frame.ts';
import type { Pattern } from './pattern.ts';

/** Kinds of points, by which parameters are there, that are searched each on its own. */
const PATTERNS = 8;

/** Candidate rows by which of their columns are there. */
function byPattern({ rows: all, kinds }: Candidates, d: number): [Pattern, Float64Array][] {
  if (kinds === undefined) return [[{ mask: new Uint8Array(d).fill(1) }, all]];
  const counts = new Map<Pattern, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Array.from(counts, ([pattern, count]) => {
    const rows = new Float64Array(count * d);
    let to = 0;
    for (let i = 0; i < kinds.length; i++) {
      if (kinds[i] !== pattern) continue;
      for (let j = 0; j < d; j++) rows[to++] = all[i * d + j]!;
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
 * @param excluded  e x d, rows that must not come back
 */
export async function searchAcquisition(
  model: GaussianProcess,
  space: Space,
  frame: Frame,
  candidates: Candidates,
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
  let groups = byPattern(candidates, d);
  if (groups.length > PATTERNS) {
    const scores = new Map(groups.map((group) => [group, best(group)]));
    groups = groups.toSorted((a, b) => scores.get(b)! - scores.get(a)!).slice(0, PATTERNS);
  }
  const found: Maximum[] = [];
  for (const [{ mask }, rows] of groups) {
    const continuous = new Uint8Array(d);
    const stepped: (readonly number[])[] = [];
    for (let j = 0; j < d; j++) {
      const moves = mask[j] !== 0 && !parents.has(j);
      stepped.push(moves ? levels[j]! : []);
      const isFree = columns[j]!.kind === 'numeric' && levels[j]!.length === 0;
      continuous[j] = moves && isFree ? 1 : 0;
    }
    const maxima = await model.maximize({
      ...acquisition,
      candidates: rows,
      continuous,
      levels: stepped,
      ...(excluded.length > 0 ? { excluded } : {}),
      ...(groups.length > 1 ? { starts: 4 } : {}),
      signal,
    });
    if (space.constraints.length === 0) {
      found.push(...maxima);
      continue;
    }
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
  if (allowed(space, frame.point(maximum.row))) return maximum;
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
