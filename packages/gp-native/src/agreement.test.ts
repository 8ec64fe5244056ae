import { describe, expect, it } from 'vitest';
import {
  builds,
  distance,
  generator,
  hyperparameters,
  model,
  problem,
  reference,
  surface,
} from '../fixtures/problems.ts';
import type { Problem } from '../fixtures/problems.ts';
import type { LoadedGaussianProcess } from './backend.ts';
import type { ColumnKind } from './gaussian-process.ts';
import type { Hyperparameters } from './hyperparameters.ts';

function withRows(rows: Float64Array, dimensions: number): Problem {
  return { ...problem(0, dimensions, 5), rows, values: surface(rows, dimensions) };
}

function nasty(): [name: string, problem: Problem, h: Hyperparameters][] {
  const random = generator(3);
  const base = Float64Array.from({ length: 20 * 2 }, random);
  const duplicates = Float64Array.from([...base, ...base, ...base]);
  const clustered = Float64Array.from({ length: 60 * 2 }, () => 0.5 + 1e-5 * random());
  const constant = base.map((x, i) => (i % 2 ? 0.25 : x));
  const smooth = hyperparameters([1.5, 1.5], 0, Math.log(1e-6));
  return [
    ['duplicates', withRows(duplicates, 2), smooth],
    ['clustered', withRows(clustered, 2), smooth],
    ['a constant column', withRows(constant, 2), smooth],
    ['tiny length scales', withRows(base, 2), hyperparameters([-3.6, -3.6])],
    ['huge length scales', withRows(base, 2), hyperparameters([9, 9], 3, Math.log(1e-6))],
    ['one row', withRows(base.slice(0, 2), 2), smooth],
  ];
}

const sizes = [1, 2, 3, 7, 8, 9, 16, 31, 64, 65, 130, 200];
function summary(backend: LoadedGaussianProcess, data: Problem) {
  const made = model(backend, data, hyperparameters([-0.5, 0.3, 0.9], 0.1, Math.log(1e-2)));
  return { ...made.posterior(data.queries), likelihood: made.logMarginalLikelihood() };
}

/** The reference takes seconds for these, so it runs once. */
const large = [500, 2000].map((n) => {
  const data = problem(n, 3, n);
  let found: ReturnType<typeof summary> | undefined;
  return { n, data, expected: () => (found ??= summary(reference, data)) };
});

const columns: ColumnKind[] = ['numeric', 'categorical', 'numeric'];

describe.each(builds)('$backend against reference', (build) => {
  it.each(sizes)('agrees on %i rows of a smooth surface, for all kernels', (n) => {
    const data = problem(n, 3, n);
    for (const kernel of ['matern52', 'matern32', 'rbf'] as const) {
      const h = hyperparameters([-0.5, 0.3, 0.9]);
      const [a, b] = [build, reference].map((backend) => model(backend, data, h, { kernel }));
      expect(
        distance(a!.posterior(data.queries).mean, b!.posterior(data.queries).mean),
      ).toBeLessThan(1e-9);
      const variances = [a!, b!].map((made) => made.posterior(data.queries).variance);
      expect(distance(variances[0]!, variances[1]!)).toBeLessThan(1e-11);
      expect(distance([a!.logMarginalLikelihood()], [b!.logMarginalLikelihood()])).toBeLessThan(
        1e-10,
      );
      const densities = [a!, b!].map((made) => made.logPosteriorDensity(h));
      expect(distance([densities[0]!.value], [densities[1]!.value])).toBeLessThan(1e-10);
      expect(distance(densities[0]!.gradient, densities[1]!.gradient)).toBeLessThan(1e-8);
    }
  });

  it.each(large)('agrees on $n rows', ({ data, expected }) => {
    const { mean, variance, likelihood } = summary(build, data);
    const oracle = expected();
    expect(distance(mean, oracle.mean)).toBeLessThan(1e-9);
    expect(distance(variance, oracle.variance)).toBeLessThan(1e-9);
    expect(distance([likelihood], [oracle.likelihood])).toBeLessThan(1e-9);
  });

  // Rounding errors grow with the condition number of the covariance, up to 1e9 here.
  it.each(nasty())('agrees on %s', (_, data, h) => {
    const [a, b] = [build, reference].map((backend) => model(backend, data, h));
    const [p, q] = [a!.posterior(data.queries), b!.posterior(data.queries)];
    expect(distance(p.mean, q.mean)).toBeLessThan(1e-7);
    expect(distance(p.variance, q.variance)).toBeLessThan(1e-7);
    expect(distance([a!.logMarginalLikelihood()], [b!.logMarginalLikelihood()])).toBeLessThan(1e-7);
  });

  it('agrees on categorical columns', () => {
    const base = problem(40, 3, 8);
    const level = (x: number, i: number) => (i % 3 === 1 ? Math.floor(4 * x) : x);
    const data = { ...base, rows: base.rows.map(level), queries: base.queries.map(level) };
    const h = hyperparameters([-0.2, 0.1, 0.4]);
    const [a, b] = [build, reference].map((backend) => model(backend, data, h, { columns }));
    const incumbent = Math.min(...data.values);
    const improvements = [a!, b!].map((made) =>
      made.logExpectedImprovement(data.queries, incumbent),
    );
    expect(distance(improvements[0]!, improvements[1]!)).toBeLessThan(1e-9);
    expect(
      distance(a!.logPosteriorDensity(h).gradient, b!.logPosteriorDensity(h).gradient),
    ).toBeLessThan(1e-9);
  });

  it('ranks candidates alike without local searches', () => {
    const data = problem(30, 3, 9);
    const random = generator(1);
    const candidates = Float64Array.from({ length: 200 * 3 }, random);
    const [a, b] = [build, reference].map((backend) =>
      model(backend, data, hyperparameters([0, 0, 0])).maximizeSync({
        candidates,
        incumbentValue: -0.9,
        starts: 0,
        keep: 20,
      }),
    );
    expect(a!.map(({ candidate }) => candidate)).toEqual(b!.map(({ candidate }) => candidate));
    expect(a!.length).toBe(20);
  });

  it('agrees on the pure functions', () => {
    const random = generator(6);
    const n = 53;
    const rows = Float64Array.from({ length: n * 2 }, random);
    const h = hyperparameters([-1, 0.5]);
    const [k, l] = [build, reference].map(({ numerics }) =>
      numerics.kernelMatrix('matern52', rows, rows, 2, h),
    );
    expect(distance(k!, l!)).toBeLessThan(1e-14);
    // A mirrored half has the same bits as the whole matrix, also when written to `out`.
    const out = new Float64Array(n * n).fill(NaN);
    const { kernelMatrix } = build.numerics;
    expect(kernelMatrix('matern52', rows, rows.slice(), 2, h, undefined, out)).toBe(out);
    expect(out).toEqual(k);
    for (let i = 0; i < n; i++) k![i * n + i]! += 0.01;
    const factors = [build, reference].map(({ numerics }) => numerics.cholesky(k!, n));
    expect(factors.map(({ jitter }) => jitter)).toEqual([0, 0]);
    expect(distance(factors[0]!.factor, factors[1]!.factor)).toBeLessThan(1e-12);
    const b = Float64Array.from({ length: 3 * n }, random);
    const solutions = [build, reference].map(({ numerics }) =>
      numerics.solve(factors[0]!.factor, n, b),
    );
    expect(distance(solutions[0]!, solutions[1]!)).toBeLessThan(1e-11);
    const back = Float64Array.from({ length: n }, (_, i) =>
      solutions[0]!
        .subarray(0, n)
        .reduce((sum, x, j) => sum + x * k![Math.max(i, j) * n + Math.min(i, j)]!, 0),
    );
    expect(distance(back, b.subarray(0, n))).toBeLessThan(1e-10);
  });
});
