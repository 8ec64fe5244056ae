import { fitNoise, stddevAt, type Difference } from './noise.ts';
import {
  accuracyOf,
  logitAt,
  logitOf,
  placeOf,
  SPACES,
  type Scale,
  type Surface,
  type TablePoint,
  type TableRow,
} from './surface.ts';
import { smoothSites, thinPlateAt, type Site, type SmoothedSites } from './thin-plate.ts';

/** All trainings of one point. */
interface Group {
  readonly point: TablePoint;
  readonly logits: readonly number[];
}

interface Fit extends SmoothedSites {
  readonly scale: Scale;
  readonly smoothing: number;
  /** Weighted mean square of the leave-one-out errors. */
  readonly error: number;
}

const SCALES = Object.keys(SPACES) as Scale[];
/** Half powers of ten, from nearly an interpolation to nearly a plane. */
const SMOOTHINGS = Array.from({ length: 19 }, (_, i) => 10 ** (-6 + i / 2));

/**
 * Fits the surface of a table: a thin-plate spline of the logit. The scale of `lr` and the smoothing
 * are those with the smallest leave-one-out error; all trainings of a point are left out together. The
 * noise comes from points that were trained more than once. If it changes with the value, the points
 * are weighted by it and the spline is fitted again.
 *
 * @param rows  at least 4 points that are not on one line; at least one of them twice, with different
 *   values, and one with its seconds
 */
export function fitTable(rows: readonly TableRow[]): Surface {
  const groups = groupsOf(rows);
  const first = bestFit(groups, () => 1);
  const noise = fitNoise(differencesOf(groups, first));
  // Relative to the center, so that the smoothing has the same scale with and without weights.
  const relative = (point: TablePoint): number =>
    stddevAt(noise, fittedAt(first, point)) / stddevAt(noise, noise.center);
  const fit = noise.slope === 0 ? first : bestFit(groups, relative);
  const { scale, smoothing, spline } = fit;
  const measured = groups.map(({ logits }) => accuracyOf(mean(logits)));
  const predicted = groups.map(({ logits }, i) => accuracyOf(mean(logits) - fit.leftOut[i]!));
  const counts = groups.map(({ logits }) => logits.length);
  const average = mean(measured);
  const others = measured.map((value) => average + (average - value) / (measured.length - 1));
  const surface = { rows: rows.length, points: groups.length, scale, smoothing, spline, noise };
  return {
    ...surface,
    leaveOneOutError: rootMeanSquare(measured, predicted, counts),
    meanError: rootMeanSquare(measured, others, counts),
    best: bestOf(surface as Surface),
    seconds: median(rows.flatMap(({ seconds }) => seconds ?? [])),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function groupsOf(rows: readonly TableRow[]): Group[] {
  const groups = new Map<string, { point: TablePoint; logits: number[] }>();
  for (const { point, accuracy } of rows) {
    const key = `${point.lr} ${point.dropout2Rate}`;
    const group = groups.get(key) ?? { point, logits: [] };
    group.logits.push(logitOf(accuracy));
    groups.set(key, group);
  }
  return [...groups.values()];
}

function bestFit(groups: readonly Group[], stddevOf: (point: TablePoint) => number): Fit {
  const fits = SCALES.flatMap((scale) => {
    const sites = groups.map(({ point, logits }): Site => ({
      place: placeOf(point, scale),
      value: mean(logits),
      weight: logits.length / stddevOf(point) ** 2,
    }));
    const total = sites.reduce((sum, { weight }) => sum + weight, 0);
    return SMOOTHINGS.map((smoothing): Fit => {
      const smoothed = smoothSites(sites, smoothing);
      const squares = smoothed.leftOut.map((left, i) => sites[i]!.weight * left ** 2);
      return { ...smoothed, scale, smoothing, error: squares.reduce(add, 0) / total };
    });
  });
  return fits.reduce((best, fit) => (fit.error < best.error ? fit : best));
}

const fittedAt = ({ spline, scale }: Fit, point: TablePoint): number =>
  thinPlateAt(spline, placeOf(point, scale));

/** k trainings of a point give k - 1 independent differences with twice the variance of one training. */
const differencesOf = (groups: readonly Group[], fit: Fit): Difference[] =>
  groups.flatMap(({ point, logits }) =>
    logits.slice(1).map((logit, i) => ({
      value: (logit - mean(logits.slice(0, i + 1))) * Math.sqrt((2 * (i + 1)) / (i + 2)),
      fitted: fittedAt(fit, point),
    })),
  );

/** The highest point: the best of a lattice, then a pattern search with ever smaller steps. */
function bestOf(surface: Surface): Surface['best'] {
  const SIDE = 100;
  const pointOf = (u: number, v: number): TablePoint => SPACES.linear.decode([u, v]) as TablePoint;
  const heightOf = ([u, v]: readonly [number, number]) => logitAt(surface, pointOf(u, v));
  let at: readonly [number, number] = [0, 0];
  let height = -Infinity;
  const consider = (u: number, v: number): boolean => {
    if (u < 0 || u > 1 || v < 0 || v > 1) return false;
    const candidate = heightOf([u, v]);
    // Also NaN, which would go on without an end.
    if (!(candidate > height)) return false;
    [at, height] = [[u, v], candidate];
    return true;
  };
  for (let i = 0; i <= SIDE; i++) for (let j = 0; j <= SIDE; j++) consider(i / SIDE, j / SIDE);
  for (let step = 1 / SIDE; step > 1e-9; step /= 2) {
    const around = [-step, 0, step];
    while (around.some((du) => around.some((dv) => consider(at[0] + du, at[1] + dv))));
  }
  return { point: pointOf(...at), accuracy: accuracyOf(height) };
}

const add = (a: number, b: number): number => a + b;
const mean = (values: readonly number[]): number => values.reduce(add, 0) / values.length;

function rootMeanSquare(
  measured: readonly number[],
  predicted: readonly number[],
  counts: readonly number[],
): number {
  const squares = measured.map((value, i) => counts[i]! * (value - predicted[i]!) ** 2);
  return Math.sqrt(squares.reduce(add, 0) / counts.reduce(add, 0));
}
