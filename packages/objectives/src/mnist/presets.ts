import { float, space, TuneError, type Preset, type Space } from '@tune/core';
import { closest } from 'fastest-levenshtein';
import type { Slice } from './data.ts';

/** Learning rate of RMSprop, and the share that the second dropout layer drops. */
export type MnistPoint = Readonly<{ lr: number; dropout2Rate: number }>;

/** All that a preset decides. */
export interface MnistPreset extends Preset {
  readonly space: Space<MnistPoint>;
  /** Steps of one batch each; batch `k` is images `64 k` to `64 k + 63` of the training file. */
  readonly steps: number;
  /** What the accuracy is measured on, and how many images go through the network at once. */
  readonly evaluation: Slice & { readonly batch: number };
}

/** Images in one training step. */
export const BATCH = 64;

/** The presets of `mnist`, by name. */
export const MNIST_PRESETS = {
  quick: {
    description: '100 steps, accuracy on 2,000 held-out training images',
    space: space({ lr: float(1e-5, 1e-1, { log: true }), dropout2Rate: float(0.1, 0.5) }),
    steps: 100,
    // The end of the training file: no preset ever trains on it, and choosing by test images is not honest.
    evaluation: { set: 'train', first: -2000, count: 2000, batch: 250 },
  },
  tutorial: {
    description: '468 steps, accuracy on the first 640 test images',
    space: space({ lr: float(1e-4, 1e-2), dropout2Rate: float(0.1, 0.5) }),
    steps: 468,
    evaluation: { set: 'test', first: 0, count: 640, batch: 64 },
  },
} as const satisfies Record<string, MnistPreset>;

/**
 * The preset of a name.
 * @throws OBJECTIVE_PRESET_UNKNOWN  with the nearest spelling and all that exist
 */
export function mnistPreset(name: string): MnistPreset {
  if (Object.hasOwn(MNIST_PRESETS, name)) return MNIST_PRESETS[name as keyof typeof MNIST_PRESETS];
  const presets = Object.keys(MNIST_PRESETS);
  throw new TuneError('OBJECTIVE_PRESET_UNKNOWN', {
    objective: 'mnist',
    preset: name,
    presets,
    nearest: closest(name, presets),
  });
}
