import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backends, hyperparameters } from '../fixtures/problems.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });

/** Rows of 2 columns with values, hyperparameters and queries. */
const situation = fc.record({
  rows: fc.array(fc.tuple(unit, unit), { minLength: 1, maxLength: 24 }),
  duplicates: fc.nat(6),
  logLengthscales: fc.tuple(
    fc.double({ min: -3, max: 4, noNaN: true }),
    fc.double({ min: -3, max: 4, noNaN: true }),
  ),
  logNoise: fc.double({ min: Math.log(1e-6), max: 0, noNaN: true }),
  queries: fc.array(fc.tuple(unit, unit), { minLength: 1, maxLength: 5 }),
});

describe.each(backends)('properties of the $backend backend', (backend) => {
  it('variance is never negative and never grows with data', () => {
    fc.assert(
      fc.property(situation, ({ rows, duplicates, logLengthscales, logNoise, queries }) => {
        const all = [...rows, ...rows.slice(0, duplicates)];
        const made = backend.create({ dimensions: 2 });
        made.setHyperparameters(hyperparameters(logLengthscales, 0, logNoise));
        const at = Float64Array.from(queries.flat());
        let before = made.posterior(at).variance;
        for (const row of all) {
          made.append(Float64Array.from(row), Float64Array.of(Math.sin(7 * row[0])));
          const after = made.posterior(at).variance;
          after.forEach((variance, i) => {
            expect(variance).toBeGreaterThan(0);
            expect(variance).toBeLessThanOrEqual(before[i]! + 1e-9);
          });
          before = after;
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('appending row by row, in pieces or at once gives equal bits', () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 1, max: 9 }), (given, piece) => {
        const rows = [...given.rows, ...given.rows.slice(0, given.duplicates)];
        const h = hyperparameters(given.logLengthscales, 0.3, given.logNoise);
        const at = Float64Array.from(given.queries.flat());
        const results = [1, piece, rows.length].map((size) => {
          const made = backend.create({ dimensions: 2 });
          made.setHyperparameters(h);
          for (let begin = 0; begin < rows.length; begin += size) {
            const some = rows.slice(begin, begin + size);
            made.append(
              Float64Array.from(some.flat()),
              Float64Array.from(some, ([x]) => Math.cos(5 * x)),
            );
            made.logMarginalLikelihood();
          }
          const { mean, variance } = made.posterior(at);
          return [...mean, ...variance, made.logMarginalLikelihood()];
        });
        expect(results[1]).toEqual(results[0]);
        expect(results[2]).toEqual(results[0]);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('appending beyond the internal capacity gives equal bits', () => {
    const n = 150;
    const rows = Float64Array.from({ length: n * 2 }, (_, i) => (i * 0.6180339887) % 1);
    const values = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
    const grown = backend.create({ dimensions: 2 });
    for (let i = 0; i < n; i++) {
      grown.append(rows.slice(2 * i, 2 * i + 2), values.slice(i, i + 1));
      grown.posteriorAt(Float64Array.of(0.5, 0.5));
    }
    const whole = backend.create({ dimensions: 2 });
    whole.append(rows, values);
    expect(grown.posterior(rows)).toEqual(whole.posterior(rows));
    expect(grown.logMarginalLikelihood()).toBe(whole.logMarginalLikelihood());
  });

  it('improvement is finite for any finite observations and incumbent', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(unit, number), { minLength: 1, maxLength: 8 }),
        number,
        (observed, incumbent) => {
          const made = backend.create({ dimensions: 1 });
          made.append(
            Float64Array.from(observed, ([x]) => x),
            Float64Array.from(observed, ([, y]) => y),
          );
          const at = made.logExpectedImprovementAt(Float64Array.of(0.4), incumbent);
          expect([at.value, ...at.gradient].every(Number.isFinite)).toBe(true);
        },
      ),
      { numRuns: 100, seed: 3 },
    );
  });
});
