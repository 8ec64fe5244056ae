import { createRng } from '@tune/core/plugin';
import { describe, expect, it } from 'vitest';
import { fitNoise, stddevAt, type Difference } from './noise.ts';

/** Differences of pairs whose standard deviation depends on the value. */
function draw(count: number, seed: number, stddevOf: (fitted: number) => number): Difference[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, (_, i) => {
    const fitted = 2 + (2 * i) / count;
    const stddev = stddevOf(fitted);
    return { value: stddev * (rng.normal() - rng.normal()), fitted };
  });
}

describe('noise', () => {
  it('is the standard deviation of one evaluation, not of a difference', () => {
    const noise = fitNoise(draw(2000, 1, () => 0.3));
    expect(stddevAt(noise, 3)).toBeCloseTo(0.3, 1);
    expect(noise).toMatchObject({ slope: 0, differences: 2000 });
    expect(noise.evidence).toBeGreaterThanOrEqual(0);
  });

  it('changes with the value if the differences show it', () => {
    const truth = (fitted: number) => 0.3 * Math.exp(-0.7 * (fitted - 3));
    const noise = fitNoise(draw(400, 2, truth));
    expect(noise.evidence).toBeGreaterThan(3.84);
    expect(noise.slope).toBeCloseTo(-0.7, 1);
    for (const fitted of [2, 3, 4])
      expect(stddevAt(noise, fitted) / truth(fitted)).toBeCloseTo(1, 0);
  });

  it('is wrongly found to change in about one of twenty tables', () => {
    const found = Array.from({ length: 200 }, (_, seed) => fitNoise(draw(40, seed, () => 0.2)));
    const share = found.filter(({ slope }) => slope !== 0).length / found.length;
    expect(share).toBeGreaterThan(0.01);
    expect(share).toBeLessThan(0.12);
  });
});
