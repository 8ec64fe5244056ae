// All trainings that the surface rests on: the designed table, and those of a first tutorial comparison.
import { readFileSync } from 'node:fs';
import { TABLE_FILE } from '@tune/objectives/mnist-table';
import { comparedTrials } from '../tutorial/comparison.mjs';

/** Not the run that the tutorial's page shows, which may be a later one: the surface stays what it is. */
const TENSORFLOW = new URL('tensorflow.csv', import.meta.url);

/** Rows of `fitTable`, with what they were trained on: the designed ones first. */
export function trainings() {
  const designed = readFileSync(TABLE_FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map(({ point, accuracy }) => ({ point, accuracy, backend: 'WebAssembly' }));
  const compared = comparedTrials(TENSORFLOW).map(({ point, value }) => ({
    ...{ point, accuracy: value, backend: 'TensorFlow' },
  }));
  return [...designed, ...compared];
}
