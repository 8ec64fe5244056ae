import type { EnvironmentInfo, Objective } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { readSurface } from './read-table.ts';
import { accuracyAt, IMAGES, SPACES, type Surface, type TablePoint } from './surface.ts';
import type { TableShared } from './table-shared.ts';

/** The preset `tutorial`: a thin-plate spline through trainings of the tutorial's space. */
export function tutorialTable(shared: TableShared, noise: boolean): Objective<TablePoint> {
  const surface = readSurface();
  const both = {
    ...shared,
    space: SPACES.linear as Objective<TablePoint>['space'],
    setup: async () => infosOf(surface),
  };
  const noiseless: Objective<TablePoint> = {
    ...both,
    options: { noise: false },
    description: `${describe(surface)}, without noise`,
    optimum: { value: surface.best.accuracy, points: [surface.best.point] },
    evaluate(point, { spent }) {
      spent?.(surface.seconds);
      return accuracyAt(surface, point, 0);
    },
  };
  if (!noise) return noiseless;
  return {
    ...both,
    options: { noise },
    description: `${describe(surface)}, measured noise`,
    samples: IMAGES,
    evaluate(point, { seed, spent }) {
      spent?.(surface.seconds);
      return accuracyAt(surface, point, createRng(seed).normal());
    },
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
