import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backends, hyperparameters, problem } from '../fixtures/problems.ts';

describe.each(backends)('removal in the $backend backend', (backend) => {
  const data = problem(60, 2, 17);
  // Duplicates, so that some factors need jitter.
  for (let i = 20; i < 30; i++) data.rows.set(data.rows.slice(0, 2), 2 * i);
  const of = (indices: readonly number[]) => {
    const made = backend.create({ dimensions: 2, kernel: 'rbf' });
    made.setHyperparameters(hyperparameters([0.4, 0.2], 0, -40));
    for (const i of indices) {
      made.append(data.rows.slice(2 * i, 2 * i + 2), data.values.slice(i, i + 1));
    }
    return made;
  };
  const told = (made: ReturnType<typeof of>) => [
    ...made.posterior(data.queries).mean,
    ...made.posterior(data.queries).variance,
    made.logMarginalLikelihood(),
  ];

  it('gives the bits of a model that never had the rows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        (n, picks, factored) => {
          const kept = Array.from({ length: n }, (_, i) => i);
          const made = of(kept);
          for (const pick of picks.slice(0, n - 1)) {
            if (factored) made.logMarginalLikelihood();
            made.remove(pick % kept.length);
            kept.splice(pick % kept.length, 1);
          }
          expect(made.size).toBe(kept.length);
          expect(told(made)).toEqual(told(of(kept)));
        },
      ),
      { numRuns: 40, seed: 5 },
    );
  });

  it('refuses an index out of range', () => {
    const made = of([0, 1, 2]);
    expect(() => made.remove(3)).toThrow(expect.objectContaining({ code: 'GP_OUT_OF_RANGE' }));
    expect(() => made.remove(-1)).toThrow(expect.objectContaining({ code: 'GP_SHAPE' }));
    for (let i = 0; i < 3; i++) made.remove(0);
    expect(made.size).toBe(0);
    expect(() => made.logMarginalLikelihood()).toThrow(
      expect.objectContaining({ code: 'GP_EMPTY' }),
    );
    made.append(Float64Array.of(0.5, 0.5), Float64Array.of(1));
    expect(made.posterior(Float64Array.of(0.5, 0.5)).mean[0]).toBeCloseTo(1, 6);
  });
});
