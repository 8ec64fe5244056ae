import { createRng } from '@tune/core/plugin';
import { describe, expect, it } from 'vitest';
import { forestAt, growForest, type Sites } from './trees.ts';

const OPTIONS = { trees: 100, leaf: 2 };

/** A step along the first feature and a slope along the second; the third does nothing. */
const truth = ([x, y]: Float64Array): number => (x! < 0.4 ? -1 : 1) + y!;

function sitesOf(count: number, seed: number, stddev = 0): Sites {
  const rng = createRng(seed);
  const rows = Array.from({ length: count }, () =>
    Float64Array.from({ length: 3 }, () => rng.next()),
  );
  return {
    rows,
    values: rows.map((row) => truth(row) + stddev * rng.normal()),
    weights: rows.map(() => 1),
  };
}

const errorOf = (predict: (row: Float64Array) => number): number => {
  const { rows } = sitesOf(500, 99);
  return Math.sqrt(rows.reduce((sum, row) => sum + (predict(row) - truth(row)) ** 2, 0) / 500);
};

describe('a forest', () => {
  it('is constant where all values are equal', () => {
    const sites = { ...sitesOf(50, 1), values: Array.from({ length: 50 }, () => 3) };
    const forest = growForest(sites, OPTIONS);
    for (const row of sitesOf(20, 2).rows) expect(forestAt(forest, row)).toBeCloseTo(3, 12);
  });

  it('is the value of each site if leaves hold one', () => {
    const sites = sitesOf(40, 3);
    const forest = growForest(sites, { trees: 20, leaf: 1 });
    sites.rows.forEach((row, i) => expect(forestAt(forest, row)).toBeCloseTo(sites.values[i]!, 12));
  });

  it('comes closer to the truth with more sites, and stays within their values', () => {
    const errors = [50, 800].map((count) => {
      const forest = growForest(sitesOf(count, 4, 0.1), OPTIONS);
      return errorOf((row) => forestAt(forest, row));
    });
    expect(errors[1]).toBeLessThan(errors[0]! / 1.5);
    expect(errors[1]).toBeLessThan(0.25);
    const sites = sitesOf(50, 5);
    const forest = growForest(sites, OPTIONS);
    for (const row of sitesOf(200, 6).rows) {
      expect(forestAt(forest, row)).toBeGreaterThanOrEqual(Math.min(...sites.values));
      expect(forestAt(forest, row)).toBeLessThanOrEqual(Math.max(...sites.values));
    }
  });

  it('follows the heavier of two sites at one place', () => {
    const rows = [0.2, 0.2, 0.8, 0.8].map((x) => Float64Array.of(x));
    const sites = { rows, values: [0, 1, 5, 5], weights: [1, 3, 1, 1] };
    expect(forestAt(growForest(sites, OPTIONS), rows[0]!)).toBeCloseTo(0.75, 12);
  });

  it('is the same for the same sites', () => {
    const at = () => forestAt(growForest(sitesOf(60, 7), OPTIONS), Float64Array.of(0.3, 0.6, 0.5));
    expect(at()).toBe(at());
  });
});
