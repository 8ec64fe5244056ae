import { categorical, float, int, space, type Preset, type Space } from '@tune/core';
import { nearest } from '@tune/core/plugin';
import { objectiveError } from '../errors.ts';
import type { Slice } from './data.ts';
import { OPTIMIZERS, type Recipe } from './recipe.ts';

/** The parameters that a space may search; the others are the tutorial's. */
export type MnistPoint = Readonly<Partial<Recipe>>;

/** The tutorial's recipe, with its best learning rate and dropout for spaces without them. */
const TUTORIAL: Recipe = {
  filters1: 32,
  filters2: 64,
  units: 128,
  dropout1Rate: 0.25,
  dropout2Rate: 0.1745,
  lr: 0.003521,
  optimizer: 'rmsprop',
  batch: 64,
};

/** The recipe of a point. */
export const recipeOf = (point: MnistPoint): Recipe => ({ ...TUTORIAL, ...point });

/** What a preset defines. */
export interface MnistPreset extends Preset {
  readonly space: Space<MnistPoint>;
  /** How many images of the training file are trained on, each once, in file order. */
  readonly images: number;
  /** What the accuracy is measured on. */
  readonly evaluation: Slice;
  /** What the best point is scored on at the end: images that no evaluation uses. */
  readonly test: Slice;
}

const TEST = { set: 'test', first: 0, count: 10_000 } as const;
/** Images of one step as reports count them: the tutorial's batch. */
export const STEP = 64;
/** The 468 steps of the tutorial. */
const EPOCH = 468 * STEP;

/** The presets of `mnist`, by name. */
export const MNIST_PRESETS: Readonly<Record<string, MnistPreset>> = {
  quick: {
    description: '100 steps, accuracy on 2,000 held-out training images',
    space: space({ lr: float(1e-5, 1e-1, { log: true }), dropout2Rate: float(0.1, 0.5) }),
    images: 100 * STEP,
    // The end of the training file, on which no preset trains: choosing by test images would not be honest.
    evaluation: { set: 'train', first: -2000, count: 2000 },
    test: TEST,
  },
  full: {
    description: '468 steps, accuracy on 10,000 held-out training images',
    space: space({ lr: float(1e-4, 1e-2, { log: true }), dropout2Rate: float(0.1, 0.5) }),
    images: EPOCH,
    evaluation: { set: 'train', first: -10_000, count: 10_000 },
    test: TEST,
  },
  tutorial: {
    description: '468 steps, accuracy on the first 640 test images',
    space: space({ lr: float(1e-4, 1e-2), dropout2Rate: float(0.1, 0.5) }),
    images: EPOCH,
    evaluation: { set: 'test', first: 0, count: 640 },
    test: { set: 'test', first: 640, count: 9360 },
  },
  'tutorial-units': {
    description: '468 steps, accuracy on the first 640 test images',
    space: space({
      lr: float(1e-4, 1e-2),
      dropout2Rate: float(0.1, 0.5),
      units: int(128, 384, { step: 128 }),
    }),
    images: EPOCH,
    evaluation: { set: 'test', first: 0, count: 640 },
    test: { set: 'test', first: 640, count: 9360 },
  },
  wide: {
    description: '6,400 images, accuracy on 2,000 held-out training images',
    space: space({
      lr: float(1e-5, 1e-1, { log: true }),
      optimizer: categorical([...OPTIMIZERS]),
      filters1: int(8, 48, { step: 8 }),
      filters2: int(16, 96, { step: 16 }),
      units: int(32, 512, { log: true }),
      dropout1Rate: float(0, 0.6),
      dropout2Rate: float(0, 0.6),
      batch: int(32, 256, { step: 32 }),
    }),
    // Those of `quick`, whatever the batch.
    images: 100 * STEP,
    evaluation: { set: 'train', first: -2000, count: 2000 },
    test: TEST,
  },
};

/**
 * The preset with this name.
 * @throws OBJECTIVE_PRESET_UNKNOWN  with the nearest name and all that exist
 */
export function mnistPreset(name: string): MnistPreset {
  const preset = Object.hasOwn(MNIST_PRESETS, name) ? MNIST_PRESETS[name] : undefined;
  if (preset !== undefined) return preset;
  const presets = Object.keys(MNIST_PRESETS);
  throw objectiveError('OBJECTIVE_PRESET_UNKNOWN', {
    objective: 'mnist',
    preset: name,
    presets,
    nearest: nearest(name, presets),
  });
}
