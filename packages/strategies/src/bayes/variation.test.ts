import { categorical, float, int, space, type Space } from '@tune/core';
import { expect, test } from 'vitest';
import { variationShares } from './variation.ts';

const cube = (count: number): Space =>
  space(
    Object.fromEntries(Array.from({ length: count }, (_, j) => [`x${j}`, float(0, 1)])),
  ) as Space;

/** A function of one row, at all of them. */
const atRows =
  (d: number, value: (row: Float64Array) => number) =>
  (rows: Float64Array): Float64Array =>
    Float64Array.from({ length: rows.length / d }, (_, i) =>
      value(rows.subarray(i * d, (i + 1) * d)),
    );

test('shares of a function that is known: Ishigami', () => {
  const value = atRows(3, (row) => {
    const [x, y, z] = Array.from(row, (at) => Math.PI * (2 * at - 1)) as [number, number, number];
    return Math.sin(x) + 7 * Math.sin(y) ** 2 + 0.1 * z ** 4 * Math.sin(x);
  });
  const [x, y, z] = variationShares(cube(3), value);
  // By hand: S = 0.3139, 0.4424, 0 and T = 0.5576, 0.4424, 0.2437.
  expect(x!.alone).toBeCloseTo(0.3139, 1);
  expect(y!.alone).toBeCloseTo(0.4424, 1);
  expect(z!.alone).toBeCloseTo(0, 1);
  expect(x!.withOthers).toBeCloseTo(0.5576, 1);
  expect(y!.withOthers).toBeCloseTo(0.4424, 1);
  expect(z!.withOthers).toBeCloseTo(0.2437, 1);
});

test('a sum has no part that only several explain; a product of centered factors has no other', () => {
  const sum = variationShares(
    cube(2),
    atRows(2, ([x, y]) => x! + 2 * y!),
  );
  expect(sum[0]!.alone).toBeCloseTo(0.2, 2);
  expect(sum[1]!.withOthers).toBeCloseTo(0.8, 2);
  const product = variationShares(
    cube(2),
    atRows(2, ([x, y]) => (x! - 0.5) * (y! - 0.5)),
  );
  expect(product[0]!.alone).toBeLessThan(0.05);
  expect(product[1]!.withOthers).toBeGreaterThan(0.95);
});

test('levels, choices and conditions: rows are those of points of the space', () => {
  const mixed = space({
    kind: categorical(['a', 'b', 'c']),
    layers: int(1, 3),
    momentum: float(0, 1).when('kind', ['a']),
  }) as Space;
  const seen = new Set<number>();
  const shares = variationShares(
    mixed,
    atRows(3, (row) => {
      seen.add(row[1]!);
      const [kind, layers, momentum] = row as unknown as [number, number, number];
      return kind + layers + momentum;
    }),
  );
  expect(seen.size).toBe(3);
  expect(shares).toHaveLength(3);
  expect(shares[2]!.withOthers).toBeLessThan(0.3);
});

test('a constant has no variation, and the same function the same shares', () => {
  expect(
    variationShares(
      cube(1),
      atRows(1, () => 3),
    ),
  ).toEqual([{ alone: 0, withOthers: 0 }]);
  const value = atRows(2, ([x, y]) => Math.sin(6 * x!) * y!);
  expect(variationShares(cube(2), value)).toEqual(variationShares(cube(2), value));
});
