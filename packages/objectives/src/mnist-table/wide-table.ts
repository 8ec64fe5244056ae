import type { EnvironmentInfo, Objective } from '@tune/core';
import type { TableShared } from './table-shared.ts';
import { readTrainings, readWideFit, WIDE_SPACE, type WidePoint } from './wide-data.ts';
import { fitSeconds, fitWide, SCORES, wideAccuracyAt, wideTrainingAt } from './wide-surface.ts';

/** Growing the trees takes a tenth of a second, and an objective is made several times in a run. */
let surfaces: ReturnType<typeof open> | undefined;

function open() {
  const table = readTrainings();
  const { trainings } = table;
  return {
    fit: readWideFit(table),
    search: fitWide(trainings, 'accuracy'),
    test: fitWide(trainings, 'tested'),
    secondsAt: fitSeconds(trainings),
  };
}

/** The preset `wide`: trees through trainings of the preset `wide` of `mnist`. */
export function wideTable(shared: TableShared, noise: boolean): Objective<WidePoint> {
  const { fit, search, test, secondsAt } = (surfaces ??= open());
  const about = `a table, nothing is trained: ${fit.trainings} trainings of eight parameters at ${fit.points} points, interpolated`;
  /** Identifies the table: values of another one differ. */
  const infos: EnvironmentInfo[] = [
    {
      label: 'table',
      value: `${fit.trainings} trainings, ${fit.points} points, leave-one-out error ${fit.leaveOneOut.error.toFixed(4)}`,
      affectsResults: true,
    },
  ];
  const both = {
    ...shared,
    options: { noise },
    space: WIDE_SPACE as Objective<WidePoint>['space'],
    setup: async () => infos,
    test: (): Objective<WidePoint> => ({
      ...shared,
      options: { noise, score: 'test' },
      space: WIDE_SPACE as Objective<WidePoint>['space'],
      description: 'the table of the 10,000 test images, without noise',
      setup: async () => infos,
      evaluate: (point) => wideAccuracyAt(test, point),
    }),
  };
  if (!noise) {
    return {
      ...both,
      description: `${about}, without noise`,
      evaluate: (point, { spent }) => {
        spent?.(secondsAt(point));
        return wideAccuracyAt(search, point);
      },
    };
  }
  return {
    ...both,
    description: `${about}, measured noise`,
    samples: SCORES.accuracy,
    evaluate: (point, { seed, spent }) => {
      spent?.(secondsAt(point));
      return wideTrainingAt(search, point, seed);
    },
  };
}
