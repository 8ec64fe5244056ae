import { readFileSync } from 'node:fs';

/** A flower: its measures, each with mean 0 and deviation 1 over all flowers, and the index of its kind. */
export interface Flower {
  readonly measures: readonly number[];
  readonly kind: number;
}

/** 240 flowers to train on, 60 to choose by, and 60 that only the held-out test sees. */
export interface Split {
  readonly training: readonly Flower[];
  readonly validation: readonly Flower[];
  readonly test: readonly Flower[];
}

export const KINDS = ['small', 'middle', 'large'];

export function readFlowers(): Split {
  const text = readFileSync(new URL('../data/flowers.csv', import.meta.url), 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const columns = [0, 1, 2, 3].map((at) => rows.map((row) => Number(row[at])));
  const scaled = columns.map((column) => {
    const mean = meanOf(column);
    const deviation = Math.sqrt(meanOf(column.map((value) => (value - mean) ** 2)));
    return column.map((value) => (value - mean) / deviation);
  });
  const flowers = rows.map((row, index) => ({
    measures: scaled.map((column) => column[index]!),
    kind: KINDS.indexOf(row[4]!),
  }));
  return {
    training: flowers.slice(0, 240),
    validation: flowers.slice(240, 300),
    test: flowers.slice(300),
  };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
