import { createRng, TuneError, type Fact, type Objective } from '@tune/core';
import { checkOptions } from '../check-options.ts';
import { readSurface } from './read-table.ts';
import { accuracyAt, IMAGES, SPACES, type Surface, type TablePoint } from './surface.ts';

/** Options of {@link mnistTable}. */
export interface MnistTableOptions {
  /** `true` (default): every evaluation has the chance of one training; `false`: its middle. */
  readonly noise?: boolean;
}

/**
 * The tutorial's MNIST as a table: nothing is trained. Measured trainings of the tutorial's space,
 * smoothed by a thin-plate spline, give the accuracy at a point; the evaluation seed draws the noise
 * that repeated trainings had, and the sum is rounded to whole images of 640. Preset `tutorial` of
 * `mnist` is the real thing; this one is for comparisons with many seeds.
 *
 * With noise, the best value of a search is a lucky one: `test()` scores its point without. Without
 * noise the optimum is that of the surface.
 *
 * @throws OBJECTIVE_OPTION_INVALID
 * @throws OBJECTIVE_DATA_MISSING, OBJECTIVE_DATA_INVALID  the table of the package is not as it was shipped
 *
 * @see [Duchon1977] [Wahba1990]
 *
 * @example
 * ```ts
 * import { mnistTable } from '@tune/objectives/mnist-table';
 * const objective = mnistTable({ noise: false });
 * objective.optimum!.points; // where the table is highest
 * ```
 */
export function mnistTable(options: MnistTableOptions = {}): Objective<TablePoint> {
  checkOptions('mnist-table', options, ['noise']);
  const { noise = true } = options;
  if (typeof noise !== 'boolean') {
    const expected = 'true or false';
    const details = { objective: 'mnist-table', option: 'noise', expected, value: noise };
    throw new TuneError('OBJECTIVE_OPTION_INVALID', details);
  }
  const surface = readSurface();
  const shared = {
    metric: 'accuracy',
    space: SPACES.linear as Objective<TablePoint>['space'],
    direction: 'maximize',
    setup: async () => factsOf(surface),
  } as const;
  const middle: Objective<TablePoint> = {
    ...shared,
    name: 'mnist-table',
    description: `${describe(surface)}, noise left out`,
    optimum: { value: surface.best.accuracy, points: [surface.best.point] },
    evaluate: async (point) => accuracyAt(surface, point, 0),
  };
  if (!noise) return middle;
  return {
    ...shared,
    name: 'mnist-table',
    description: `${describe(surface)}, measured noise`,
    samples: IMAGES,
    evaluate: async (point, { seed }) => accuracyAt(surface, point, createRng(seed).normal()),
    test: () => ({ ...middle, description: 'the table without its noise' }),
  };
}

const describe = ({ rows, points }: Surface): string =>
  `a table, nothing is trained: ${rows} trainings of the tutorial at ${points} points, interpolated`;

/** Another table is another objective: a search that goes on says so. */
const factsOf = ({ rows, points, leaveOneOutError, best }: Surface): Fact[] => [
  {
    label: 'table',
    value: `${rows} trainings, ${points} points, leave-one-out error ${leaveOneOutError.toFixed(4)}, best ${best.accuracy.toFixed(4)}`,
    decides: true,
  },
];
