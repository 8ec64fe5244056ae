import { createRng } from '@tune/core/plugin';
import { MNIST_PRESETS } from '../mnist/presets.ts';
import { accuracyOf, logitOf } from './surface.ts';
import { forestAt, growForest, type Forest, type TreeOptions } from './trees.ts';
import {
  WIDE_SPACE,
  type LeftOut,
  type Training,
  type WideFit,
  type WidePoint,
} from './wide-data.ts';

const { evaluation, test } = MNIST_PRESETS['wide']!;

/** Which accuracy of a training, and of how many images it is a share. */
export const SCORES = {
  accuracy: evaluation.count,
  tested: test.count,
} as const;
export type Score = keyof typeof SCORES;

/** The least leave-one-out error of the surfaces in docs/concepts/mnist-table.md. */
const TREES: TreeOptions = { trees: 100, leaf: 1 };

/** From how many of the repeated points the noise is drawn. */
const NEIGHBORS = 10;

/** How many times the median of their noise a training may be better: 2 standard deviations if it is normal. */
const LUCK = 3;

/** What was measured at one point. */
interface Group {
  readonly row: Float64Array;
  readonly values: readonly number[];
}

/** The difference of two trainings of one point, and the fitted value there. */
interface Pair {
  readonly fitted: number;
  readonly difference: number;
}

/** A surface through one accuracy of the trainings, on the logit. */
export interface WideSurface {
  readonly score: Score;
  readonly forest: Forest;
  readonly pairs: readonly Pair[];
}

/** The features of a point: its place in the unit cube, with one column for each optimizer. */
export function featuresOf(point: WidePoint): Float64Array {
  const cube = WIDE_SPACE.encode(point);
  const columns = WIDE_SPACE.columns.flatMap(({ levels, kind }, at) =>
    kind === 'categorical'
      ? Array.from({ length: levels }, (_, level) =>
          Number(Math.floor(cube[at]! * levels) === level),
        )
      : [cube[at]!],
  );
  return Float64Array.from(columns);
}

function groupsOf(
  trainings: readonly Training[],
  valueOf: (training: Training) => number,
): Group[] {
  const groups = new Map<number, { row: Float64Array; values: number[] }>();
  for (const training of trainings) {
    const group = groups.get(training.number) ?? { row: featuresOf(training.point), values: [] };
    group.values.push(valueOf(training));
    groups.set(training.number, group);
  }
  return [...groups.values()];
}

const logitsOf = (trainings: readonly Training[], score: Score): Group[] =>
  groupsOf(trainings, (training) => logitOf(training[score], SCORES[score]));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const forestOf = (groups: readonly Group[]): Forest =>
  growForest(
    {
      rows: groups.map(({ row }) => row),
      values: groups.map(({ values }) => mean(values)),
      weights: groups.map(({ values }) => values.length),
    },
    TREES,
  );

/** @param trainings  at least one point more than once */
export function fitWide(trainings: readonly Training[], score: Score): WideSurface {
  const groups = logitsOf(trainings, score);
  const forest = forestOf(groups);
  const pairs = groups.flatMap(({ row, values }) =>
    values.slice(1).map((logit) => ({
      fitted: forestAt(forest, row),
      difference: logit - values[0]!,
    })),
  );
  return { score, forest, pairs };
}

/** The accuracy of the surface itself, without noise. */
export function wideAccuracyAt({ forest, score }: WideSurface, point: WidePoint): number {
  return accuracyOf(forestAt(forest, featuresOf(point)), SCORES[score]);
}

/**
 * The accuracy of one training: the noise is a difference that was measured, at one of the repeated points
 * whose fitted values are nearest, with either sign and half its variance. Upwards it is limited: a
 * training can collapse by chance where others learn, but by chance none learns much better than usual.
 * Rounded to whole images.
 */
export function wideTrainingAt(surface: WideSurface, point: WidePoint, seed: number): number {
  const { forest, pairs, score } = surface;
  const images = SCORES[score];
  const logit = forestAt(forest, featuresOf(point));
  const sizes = pairs
    .toSorted((a, b) => Math.abs(a.fitted - logit) - Math.abs(b.fitted - logit))
    .slice(0, NEIGHBORS)
    .map(({ difference }) => Math.abs(difference) / Math.SQRT2);
  const rng = createRng(seed);
  const size = sizes[rng.integer(sizes.length)]!;
  const usual = sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)]!;
  const noise = rng.integer(2) === 0 ? Math.min(size, LUCK * usual) : -size;
  return Math.round(accuracyOf(logit + noise, images) * images) / images;
}

/** Seconds of processor that a training takes, as a function of its point. */
export function fitSeconds(trainings: readonly Training[]): (point: WidePoint) => number {
  const forest = forestOf(groupsOf(trainings, ({ seconds }) => Math.log(seconds)));
  return (point) => Math.exp(forestAt(forest, featuresOf(point)));
}

/** The accuracy that was measured at a point, and what the trainings of all other points predict. */
export interface LeftOutPoint {
  readonly measured: number;
  readonly predicted: number;
  /** The mean of the other points: the baseline. */
  readonly baseline: number;
}

/**
 * Leaves out each point in turn, with all its trainings.
 * @param every  with 8, only every eighth point is left out: each costs a fit
 */
export function leaveOneOut(
  trainings: readonly Training[],
  score: Score,
  every = 1,
): LeftOutPoint[] {
  const groups = logitsOf(trainings, score);
  const images = SCORES[score];
  return groups.flatMap(({ row, values }, index) => {
    if (index % every !== 0) return [];
    const others = groups.toSpliced(index, 1);
    return {
      measured: accuracyOf(mean(values), images),
      predicted: accuracyOf(forestAt(forestOf(others), row), images),
      baseline: accuracyOf(mean(others.map((other) => mean(other.values))), images),
    };
  });
}

export function errorsOf(points: readonly LeftOutPoint[]): LeftOut {
  const upper = points
    .toSorted((a, b) => b.predicted - a.predicted)
    .slice(0, Math.ceil(points.length / 2));
  const rootMeanSquare = (errors: readonly number[]) =>
    Math.sqrt(mean(errors.map((error) => error ** 2)));
  return {
    error: rootMeanSquare(points.map((one) => one.measured - one.predicted)),
    upperError: rootMeanSquare(upper.map((one) => one.measured - one.predicted)),
    meanError: rootMeanSquare(points.map((one) => one.measured - one.baseline)),
  };
}

/** What `mnist-table-wide.json` says of these trainings. */
export function wideFitOf(trainings: readonly Training[]): WideFit {
  const points = leaveOneOut(trainings, 'accuracy');
  return {
    trainings: trainings.length,
    points: points.length,
    leaveOneOut: errorsOf(points),
    predicted: points.map(({ predicted }) => predicted),
  };
}
