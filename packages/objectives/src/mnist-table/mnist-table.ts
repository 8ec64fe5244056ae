import type { Objective, Preset } from '@tune/core';
import { nearest, pluginFactory, text, trueOrFalse, type PluginFactory } from '@tune/core/plugin';
import { objectiveError } from '../errors.ts';
import type { MnistPoint } from '../mnist/presets.ts';
import { VERSION } from '../version.ts';
import type { TableShared } from './table-shared.ts';
import { tutorialTable } from './tutorial-table.ts';
import { wideTable } from './wide-table.ts';

/** Options of {@link mnistTable}. */
export interface MnistTableOptions {
  /** `tutorial`: two parameters; `wide`: eight. Default: `tutorial`. */
  readonly preset?: string;
  /** Whether values have the noise of a single training. Default: true. */
  readonly noise?: boolean;
}

const PRESETS: Readonly<Record<string, Preset>> = {
  tutorial: { description: 'two parameters, accuracy on 640 test images after 468 steps' },
  wide: { description: 'eight parameters, accuracy on 2,000 held-out images after 6,400' },
};

/**
 * MNIST as a table; nothing is trained. The accuracy at a point comes from a surface fitted to measured
 * trainings, plus noise like that of repeated trainings, drawn from the evaluation seed; the sum is
 * rounded to whole images. The presets of `mnist` with the same names train for real; this one is for
 * comparisons with many seeds.
 *
 * `tutorial` is a thin-plate spline over two parameters; `wide` is a mean of trees over eight. With noise, the
 * best value of a search is partly luck. `test()` scores a point without it: on the same surface
 * (`tutorial`), or on one fitted to the accuracies of the same trainings on the test images (`wide`).
 * Without noise, the optimum of `tutorial` is that of the spline.
 *
 * @throws OBJECTIVE_OPTION_INVALID, OBJECTIVE_PRESET_UNKNOWN
 * @throws OBJECTIVE_DATA_MISSING, OBJECTIVE_DATA_INVALID  the table of the package is missing or damaged
 *
 * @see [Duchon1977] [Wahba1990] [Geurts2006]
 *
 * @example
 * ```ts
 * import { mnistTable } from '@tune/objectives/mnist-table';
 * const objective = mnistTable({ noise: false });
 * objective.optimum!.points; // where the table is highest
 * ```
 */
export const mnistTable: PluginFactory<MnistTableOptions, Objective<MnistPoint>> = pluginFactory({
  kind: 'objective',
  name: 'mnist-table',
  description: 'MNIST as a table of measured trainings: nothing is trained.',
  options: {
    preset: text({ description: 'What is searched.', default: 'tutorial' }),
    noise: trueOrFalse({
      description: 'Whether values have the noise of a single training.',
      default: true,
    }),
  },
  create({ preset, noise }) {
    if (!Object.hasOwn(PRESETS, preset)) {
      const presets = Object.keys(PRESETS);
      throw objectiveError('OBJECTIVE_PRESET_UNKNOWN', {
        ...{ objective: 'mnist-table', preset, presets, nearest: nearest(preset, presets) },
      });
    }
    const shared: TableShared = {
      name: 'mnist-table',
      version: VERSION,
      metric: 'accuracy',
      isolation: 'none',
      direction: 'maximize',
      preset,
      presets: PRESETS,
    };
    const made = preset === 'wide' ? wideTable(shared, noise) : tutorialTable(shared, noise);
    return made as Objective<MnistPoint>;
  },
});
