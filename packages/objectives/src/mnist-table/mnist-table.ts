import type { EnvironmentInfo, Objective } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { checkOptions, checkType } from '../check-options.ts';
import { VERSION } from '../version.ts';
import { readSurface } from './read-table.ts';
import { accuracyAt, IMAGES, SPACES, type Surface, type TablePoint } from './surface.ts';

/** Options of {@link mnistTable}. */
export interface MnistTableOptions {
  /** Whether values have the noise of a single training. Default: true. */
  readonly noise?: boolean;
}

/**
 * The tutorial's MNIST as a table; nothing is trained. The accuracy at a point comes from a thin-plate
 * spline through measured trainings of the tutorial's space, plus noise like that of repeated
 * trainings, drawn from the evaluation seed; the sum is rounded to a whole number of the 640 images.
 * The preset `tutorial` of `mnist` trains for real; this one is for comparisons with many seeds.
 *
 * With noise, the best value of a search is partly luck, so `test()` scores the point without it.
 * Without noise, the optimum is that of the spline.
 *
 * @throws OBJECTIVE_OPTION_INVALID
 * @throws OBJECTIVE_DATA_MISSING, OBJECTIVE_DATA_INVALID  the table of the package is missing or damaged
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
  checkType('mnist-table', 'noise', noise, 'boolean');
  const surface = readSurface();
  const shared = {
    name: 'mnist-table',
    version: VERSION,
    metric: 'accuracy',
    isolation: 'none',
    space: SPACES.linear as Objective<TablePoint>['space'],
    direction: 'maximize',
    setup: async () => infosOf(surface),
  } as const;
  const noiseless: Objective<TablePoint> = {
    ...shared,
    options: { noise: false },
    description: `${describe(surface)}, without noise`,
    optimum: { value: surface.best.accuracy, points: [surface.best.point] },
    evaluate: (point) => accuracyAt(surface, point, 0),
  };
  if (!noise) return noiseless;
  return {
    ...shared,
    options: { noise },
    description: `${describe(surface)}, measured noise`,
    samples: IMAGES,
    evaluate: (point, { seed }) => accuracyAt(surface, point, createRng(seed).normal()),
    test: () => ({ ...noiseless, description: 'the table without its noise' }),
  };
}

const describe = ({ rows, points }: Surface): string =>
  `a table, nothing is trained: ${rows} trainings of the tutorial at ${points} points, interpolated`;

/** Identifies the table: values of another one differ. */
const infosOf = ({ rows, points, leaveOneOutError, best }: Surface): EnvironmentInfo[] => [
  {
    label: 'table',
    value: `${rows} trainings, ${points} points, leave-one-out error ${leaveOneOutError.toFixed(4)}, best ${best.accuracy.toFixed(4)}`,
    affectsResults: true,
  },
];
