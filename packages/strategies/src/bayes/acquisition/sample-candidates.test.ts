import { categorical, createRng, float, int, space, type Space } from '@tune/core';
import { expect, test } from 'vitest';
import { createBoxTransform } from '../region/box-transform.ts';
import {
  defaultCandidateCount,
  sampleCandidates,
  type SampleOptions,
} from './sample-candidates.ts';

const floats = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, j) => [`x${j}`, float(0, 1)]));

const rowsOf = (of: Space, options: SampleOptions) => {
  const rows = sampleCandidates(of, createBoxTransform(of), createRng(1), options);
  const d = of.columns.length;
  return Array.from({ length: rows.length / d }, (_, i) => [...rows.subarray(i * d, (i + 1) * d)]);
};
const share = <T>(list: readonly T[], isOne: (one: T) => boolean) =>
  list.filter(isOne).length / list.length;
const meanOf = (list: readonly number[]) => list.reduce((a, b) => a + b) / list.length;

const CHANCE = 77 / 256;
const mixed = space({
  ...floats(8),
  n: int(1, 6),
  kind: categorical(['a', 'b', 'c', 'd']),
}) as Space;
const [d, n, kind] = [10, 8, 9];
const best = Array.from({ length: d }, (_, j) => 0.3 + 0.04 * j);
const times = 60;
const copies = rowsOf(mixed, {
  best: Float64Array.from({ length: times * d }, (_, k) => best[k % d]!),
  count: 5,
}).slice(5);
const moved = copies.map((row) => row.map((value, j) => value !== best[j]));

test('in rows near the best one coordinate moves, and each other with a chance of 0.3', () => {
  expect(copies).toHaveLength(32 * times);
  for (let j = 0; j < d; j++) {
    const expected = 1 / d + (1 - 1 / d) * CHANCE;
    expect(Math.abs(share(moved, (row) => row[j]!) - expected)).toBeLessThan(0.05);
    // Neighbors move independently.
    const next = (j + 1) % d;
    const both = (2 / d) * CHANCE + (1 - 2 / d) * CHANCE ** 2;
    expect(Math.abs(share(moved, (row) => row[j]! && row[next]!) - both)).toBeLessThan(0.05);
  }
  // A step is zero in one of 370 cases.
  expect(share(moved, (row) => !row.includes(true))).toBeLessThan(0.003);
  // With two coordinates the chance is 1 / 2.
  const two = rowsOf(space(floats(2)) as Space, { best: Float64Array.of(0.4, 0.6), count: 0 });
  expect(two).toHaveLength(32);
  expect(share(two, (row) => row[0] === 0.4 && row[1] === 0.6)).toBeLessThan(0.1);
});

test('steps go to both sides, most of them short and some long', () => {
  const steps = copies
    .flatMap((row) => row.slice(0, n).map((value, j) => value - best[j]!))
    .filter((step) => step !== 0);
  expect(Math.abs(meanOf(steps))).toBeLessThan(0.005);
  const sizes = steps.map(Math.abs);
  // The mean deviation, of 0.3 * 10^-3u, is 0.0434, and the mean size of a normal step is 0.8 deviations.
  expect(Math.abs(meanOf(sizes) - 0.0434 * Math.sqrt(2 / Math.PI))).toBeLessThan(0.004);
  expect(share(sizes, (size) => size < 0.003)).toBeGreaterThan(0.25);
  expect(share(sizes, (size) => size > 0.2)).toBeGreaterThan(0.02);
  // Integers move by at least about a level, choices to any other.
  const of = (j: number) => copies.flatMap((row) => (row[j] === best[j] ? [] : [row[j]!]));
  expect(meanOf(of(n).map((at) => Math.abs(at - best[n]!)))).toBeGreaterThan(0.6 / 6);
  for (const quarter of [0, 1, 2, 3]) {
    const isIn = (at: number) => Math.floor(4 * at) === quarter;
    expect(Math.abs(share(of(kind), isIn) - 1 / 4)).toBeLessThan(0.06);
  }
  expect(copies.flat().every((at) => at >= 0 && at <= 1)).toBe(true);
});

test('with many parameters about twenty coordinates of a row differ from the center', () => {
  const many = space(floats(60)) as Space;
  const center = Float64Array.from({ length: 60 }, (_, j) => (j + 1) / 64);
  const rows = rowsOf(many, { best: new Float64Array(0), count: 200, center });
  for (let j = 0; j < 60; j++) {
    expect(Math.abs(share(rows, (row) => row[j] !== center[j]) - 1 / 3)).toBeLessThan(0.15);
  }
  const counts = rows.map((row) => row.filter((at, j) => at !== center[j]).length);
  expect(Math.abs(meanOf(counts) - 20)).toBeLessThan(2);
  expect(Math.min(...counts)).toBeGreaterThan(0);
});

test('spaces of more than twenty parameters get fewer rows', () => {
  const counts = [1, 20, 40, 50].map((count) =>
    defaultCandidateCount(space(floats(count)) as Space),
  );
  expect(counts).toEqual([512, 512, 256, 205]);
});
