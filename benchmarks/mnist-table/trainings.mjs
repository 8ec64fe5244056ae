// All trainings that the surface is fitted to: the designed table, and those of a first tutorial comparison.
import { readFileSync } from 'node:fs';
import { TABLE_FILE } from '@tune/objectives/mnist-table';
import { comparedTrials } from '../tutorial/comparison.mjs';

/** Not the run that the tutorial's page shows, which may be newer: the surface must not change with it. */
const TENSORFLOW = new URL('tensorflow.csv', import.meta.url);

/** Rows for `fitTable` with the backend that trained them, the designed ones first. */
export function trainings() {
  const designed = readFileSync(TABLE_FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map(({ point, accuracy, seconds }) => ({ point, accuracy, seconds, backend: 'WebAssembly' }));
  const compared = comparedTrials(TENSORFLOW).map(({ point, value }) => ({
    ...{ point, accuracy: value, backend: 'TensorFlow' },
  }));
  return [...designed, ...compared];
}
