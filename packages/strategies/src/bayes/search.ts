import type { Column, Space } from '@tune/core';
import type { AcquisitionOptions, GaussianProcess, Maximum } from '@tune/gp-native';
import { allowed } from '../draw.ts';

/** Ints of more levels than this move as real numbers do, and snap to their grid at the end. */
const STEPPED = 1024;
/** Kinds of points, by which parameters are there, that are searched each on its own. */
const PATTERNS = 8;

/** The coordinates of a finite column's levels, ascending; empty where it moves freely. */
function levelsOf(space: Space, { name, levels }: Column): number[] {
  if (levels > STEPPED) return [];
  const parameter = space.parameters[name]!;
  const coordinates = Array.from({ length: levels }, (_, level) =>
    parameter.encode(parameter.level(level)),
  );
  return coordinates.toSorted((a, b) => a - b);
}

/** Candidate rows by which of their columns are there; parts of one flat array. */
function byPattern(space: Space, candidates: Float64Array): Map<string, Float64Array[]> {
  const d = space.columns.length;
  const conditional = space.columns.some(({ parent }) => parent !== undefined);
  const groups = new Map<string, Float64Array[]>();
  for (let at = 0; at < candidates.length; at += d) {
    const row = candidates.subarray(at, at + d);
    const pattern = conditional ? space.mask(space.decode(row)).join('') : '';
    const group = groups.get(pattern) ?? [];
    group.push(row);
    groups.set(pattern, group);
  }
  return groups;
}

function flat(rows: readonly Float64Array[], d: number): Float64Array {
  const all = new Float64Array(rows.length * d);
  rows.forEach((row, index) => all.set(row, index * d));
  return all;
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
  candidates: Float64Array,
  excluded: Float64Array,
  acquisition: AcquisitionOptions,
  signal: AbortSignal,
): Promise<Maximum[]> {
  const { columns } = space;
  const d = columns.length;
  const levels = columns.map((column) => levelsOf(space, column));
  const parents = new Set(columns.flatMap(({ parent }) => (parent ? [parent.column] : [])));
  const best = ([, rows]: [string, Float64Array[]]): number =>
    model.acquisition(flat(rows, d), acquisition).reduce((a, b) => Math.max(a, b), -Infinity);
  let groups = [...byPattern(space, candidates)];
  if (groups.length > PATTERNS) {
    const scores = new Map(groups.map((group) => [group, best(group)]));
    groups = groups.toSorted((a, b) => scores.get(b)! - scores.get(a)!).slice(0, PATTERNS);
  }
  const found: Maximum[] = [];
  for (const [pattern, rows] of groups) {
    const moves = columns.map((_, j) => pattern[j] !== '0' && !parents.has(j));
    const maxima = await model.maximize({
      ...acquisition,
      candidates: flat(rows, d),
      continuous: Uint8Array.from(columns, (column, j) =>
        moves[j] && column.kind === 'numeric' && levels[j]!.length === 0 ? 1 : 0,
      ),
      levels: columns.map((_, j) => (moves[j] ? levels[j]! : [])),
      ...(excluded.length > 0 ? { excluded } : {}),
      ...(groups.length > 1 ? { starts: 4 } : {}),
      signal,
    });
    for (const maximum of maxima) {
      const inside = withinConstraints(model, space, rows, maximum, acquisition);
      if (inside !== undefined) found.push(inside);
    }
  }
  return found.toSorted((a, b) => b.acquisition - a.acquisition);
}

/** A maximum itself, or the last allowed place on the way to it from the candidate it came from. */
function withinConstraints(
  model: GaussianProcess,
  space: Space,
  rows: readonly Float64Array[],
  maximum: Maximum,
  acquisition: AcquisitionOptions,
): Maximum | undefined {
  if (allowed(space, space.decode(maximum.row))) return maximum;
  const from = rows[maximum.candidate]!;
  const at = (share: number): Float64Array =>
    from.map((value, j) => value + share * (maximum.row[j]! - value));
  let [inside, outside] = [0, 1];
  for (let halving = 0; halving < 20; halving++) {
    const middle = (inside + outside) / 2;
    if (allowed(space, space.decode(at(middle)))) inside = middle;
    else outside = middle;
  }
  if (inside === 0) return undefined;
  const row = space.encode(space.decode(at(inside)));
  const { mean, variance } = model.posterior(row);
  return {
    ...maximum,
    row,
    acquisition: model.acquisition(row, acquisition)[0]!,
    mean: mean[0]!,
    variance: variance[0]!,
  };
}
