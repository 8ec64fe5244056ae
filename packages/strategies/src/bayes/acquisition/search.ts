import type { Space } from '@tune/core';
import { createPacer, isAllowed, type Pacer } from '@tune/core/plugin';
import type { AcquisitionOptions, GaussianProcess, Maximum } from '@tune/gp-native';
import type { BoxTransform } from '../region/box-transform.ts';
import type { ActiveSet } from './active-set.ts';
import type { Candidates } from './candidates.ts';

/** At most this many active sets are searched, each separately. */
const MAX_ACTIVE_SETS = 8;

/** Candidate rows by their active set. */
function groupByActiveSet(
  { rows: all, activeSets }: Pick<Candidates, 'rows' | 'activeSets'>,
  d: number,
): [ActiveSet, Float64Array][] {
  if (activeSets === undefined) return [[{ mask: new Uint8Array(d).fill(1) }, all]];
  const counts = new Map<ActiveSet, number>();
  for (const activeSet of activeSets) counts.set(activeSet, (counts.get(activeSet) ?? 0) + 1);
  return Array.from(counts, ([activeSet, count]) => {
    const rows = new Float64Array(count * d);
    let to = 0;
    for (let i = 0; i < activeSets.length; i++) {
      if (activeSets[i] !== activeSet) continue;
      for (let j = 0; j < d; j++) rows[to++] = all[i * d + j]!;
    }
    return [activeSet, rows];
  });
}

/**
 * Rows of large acquisition, best first; every row is that of a point that meets the constraints. Local
 * searches move continuous columns by gradient and finite ones level by level. Inactive columns and
 * parent columns keep the candidate's value, because each active set is searched separately. A search
 * that violates a constraint ends on the border instead.
 *
 * @param excluded  e x d, rows that must not be returned
 */
export async function searchAcquisition(
  model: GaussianProcess,
  space: Space,
  box: BoxTransform,
  candidates: Pick<Candidates, 'rows' | 'activeSets'>,
  excluded: Float64Array,
  acquisition: AcquisitionOptions,
  signal: AbortSignal,
): Promise<Maximum[]> {
  const { columns } = space;
  const d = columns.length;
  const levels = columns.map((_, j) => box.levels(j));
  const parents = new Set(columns.flatMap(({ parent }) => (parent ? [parent.column] : [])));
  const best = ([, rows]: [ActiveSet, Float64Array]): number =>
    model.acquisition(rows, acquisition).reduce((a, b) => Math.max(a, b), -Infinity);
  let groups = groupByActiveSet(candidates, d);
  if (groups.length > MAX_ACTIVE_SETS) {
    const scores = new Map(groups.map((group) => [group, best(group)]));
    groups = groups.toSorted((a, b) => scores.get(b)! - scores.get(a)!).slice(0, MAX_ACTIVE_SETS);
  }
  const pacer = createPacer(signal);
  const found: Maximum[] = [];
  for (const [{ mask }, rows] of groups) {
    const continuous = new Uint8Array(d);
    const stepped: (readonly number[])[] = [];
    for (let j = 0; j < d; j++) {
      const moves = mask[j] !== 0 && !parents.has(j);
      stepped.push(moves ? levels[j]! : []);
      const isContinuous = columns[j]!.kind === 'numeric' && levels[j]!.length === 0;
      continuous[j] = moves && isContinuous ? 1 : 0;
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
      const inside = await withinConstraints(model, space, box, from, maximum, acquisition, pacer);
      if (inside !== undefined) found.push(inside);
    }
  }
  return found.toSorted((a, b) => b.acquisition - a.acquisition);
}

/** A maximum if it is allowed, else the last allowed point on the line from its candidate to it, by bisection. */
async function withinConstraints(
  model: GaussianProcess,
  space: Space,
  box: BoxTransform,
  from: Float64Array,
  maximum: Maximum,
  acquisition: AcquisitionOptions,
  pacer: Pacer,
): Promise<Maximum | undefined> {
  if (isAllowed(space, box.point(maximum.row))) return maximum;
  const at = (share: number): Float64Array =>
    from.map((value, j) => value + share * (maximum.row[j]! - value));
  let [inside, outside] = [0, 1];
  for (let halving = 0; halving < 20; halving++) {
    if (pacer.isDue) await pacer.pause();
    const middle = (inside + outside) / 2;
    if (isAllowed(space, box.point(at(middle)))) inside = middle;
    else outside = middle;
  }
  if (inside === 0) return undefined;
  const row = box.row(box.point(at(inside)));
  const { mean, variance } = model.posterior(row);
  return {
    ...maximum,
    row,
    acquisition: model.acquisition(row, acquisition)[0]!,
    mean: mean[0]!,
    variance: variance[0]!,
  };
}
