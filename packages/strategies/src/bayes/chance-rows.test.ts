import { categorical, createRng, float, int, space, type Space } from '@tune/core';
import { expect, test } from 'vitest';
import { chanceRows, rowCount, type ChanceOptions } from './chance-rows.ts';
import { frameOf } from './frame.ts';

const floats = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, j) => [`x${j}`, float(0, 1)]));

const drawn = (of: Space, options: ChanceOptions) => {
  const rows = chanceRows(of, frameOf(of), createRng(1), options);
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
const copies = drawn(mixed, {
  best: Float64Array.from({ length: times * d }, (_, k) => best[k % d]!),
  count: 5,
}).slice(5);
const moved = copies.map((row) => row.map((value, j) => value !== best[j]));

test('rows near the best: one coordinate of each moves, and each other with a chance of 0.3', () => {
  expect(copies).toHaveLength(32 * times);
  for (let j = 0; j < d; j++) {
    const expected = 1 / d + (1 - 1 / d) * CHANCE;
    expect(Math.abs(share(moved, (row) => row[j]!) - expected)).toBeLessThan(0.05);
    // Neighbors are drawn apart.
    const next = (j + 1) % d;
    const both = (2 / d) * CHANCE + (1 - 2 / d) * CHANCE ** 2;
    expect(Math.abs(share(moved, (row) => row[j]! && row[next]!) - both)).toBeLessThan(0.05);
  }
  // But for a step of nothing, one in 370.
  expect(share(moved, (row) => !row.includes(true))).toBeLessThan(0.003);
  // Of few coordinates, one in d.
  const two = drawn(space(floats(2)) as Space, { best: Float64Array.of(0.4, 0.6), count: 0 });
  expect(two).toHaveLength(32);
  expect(share(two, (row) => row[0] === 0.4 && row[1] === 0.6)).toBeLessThan(0.1);
});

test('they move to both sides, most a little and some far', () => {
  const steps = copies
    .flatMap((row) => row.slice(0, n).map((value, j) => value - best[j]!))
    .filter((step) => step !== 0);
  expect(Math.abs(meanOf(steps))).toBeLessThan(0.005);
  const sizes = steps.map(Math.abs);
  // A deviation of 0.3 * 10^-3u, whose mean is 0.0434, and of a normal step the mean size is 0.8 of it.
  expect(Math.abs(meanOf(sizes) - 0.0434 * Math.sqrt(2 / Math.PI))).toBeLessThan(0.004);
  expect(share(sizes, (size) => size < 0.003)).toBeGreaterThan(0.25);
  expect(share(sizes, (size) => size > 0.2)).toBeGreaterThan(0.02);
  // Whole numbers by a level or so, choices anywhere.
  const of = (j: number) => copies.flatMap((row) => (row[j] === best[j] ? [] : [row[j]!]));
  expect(meanOf(of(n).map((at) => Math.abs(at - best[n]!)))).toBeGreaterThan(0.6 / 6);
  for (const quarter of [0, 1, 2, 3]) {
    const isThere = (at: number) => Math.floor(4 * at) === quarter;
    expect(Math.abs(share(of(kind), isThere) - 1 / 4)).toBeLessThan(0.06);
  }
  expect(copies.flat().every((at) => at >= 0 && at <= 1)).toBe(true);
});

test('of many parameters about twenty differ from the center, which the others have', () => {
  const many = space(floats(60)) as Space;
  const center = Float64Array.from({ length: 60 }, (_, j) => (j + 1) / 64);
  const rows = drawn(many, { best: new Float64Array(0), count: 200, center });
  for (let j = 0; j < 60; j++) {
    expect(Math.abs(share(rows, (row) => row[j] !== center[j]) - 1 / 3)).toBeLessThan(0.15);
  }
  const counts = rows.map((row) => row.filter((at, j) => at !== center[j]).length);
  expect(Math.abs(meanOf(counts) - 20)).toBeLessThan(2);
  expect(Math.min(...counts)).toBeGreaterThan(0);
});

test('of more than twenty parameters there are fewer rows', () => {
  const counts = [1, 20, 40, 50].map((count) => rowCount(space(floats(count)) as Space));
  expect(counts).toEqual([512, 512, 256, 205]);
});
