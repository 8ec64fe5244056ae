import { describe, expect, it } from 'vitest';
import { backends, distance, hyperparameters, model, problem } from '../fixtures/problems.ts';
import type { ColumnKind, Kernel } from './gaussian-process.ts';
import { packHyperparameters, unpackHyperparameters } from './hyperparameters.ts';

/** Central differences of `f` at x. */
function differences(f: (x: Float64Array) => number, x: Float64Array, step: number): Float64Array {
  return x.map((_, j) => {
    const above = x.slice();
    const below = x.slice();
    above[j]! += step;
    below[j]! -= step;
    return (f(above) - f(below)) / (2 * step);
  });
}

const kernels: Kernel[] = ['matern52', 'matern32', 'rbf'];
const columns: ColumnKind[] = ['numeric', 'numeric', 'categorical'];

for (const backend of backends) {
  describe.each(kernels)(`gradients of the ${backend.backend} backend, %s`, (kernel) => {
    const base = problem(23, 3, 11);
    const rows = base.rows.map((x, i) => (i % 3 === 2 ? Math.floor(3 * x) : x));
    const h = hyperparameters([-0.7, 0.2, 0.4]);
    const made = model(backend, { ...base, rows }, h, { kernel, columns });
    const row = Float64Array.of(0.31, 0.77, 1);

    it('the density matches central differences', () => {
      const theta = packHyperparameters(h);
      const density = (at: Float64Array) =>
        made.logPosteriorDensity(unpackHyperparameters(at)).value;
      const { gradient } = made.logPosteriorDensity(h);
      expect(distance(gradient, differences(density, theta, 1e-5))).toBeLessThan(1e-6);
    });

    it.each([['inside', row] as const, ['at an observation', rows.slice(0, 3)] as const])(
      'posterior and improvement match central differences %s',
      (_, at) => {
        const numeric = (f: (x: Float64Array) => number) =>
          differences(f, at, 1e-5).map((slope, j) => (columns[j] === 'numeric' ? slope : 0));
        const posterior = made.posteriorAt(at);
        const mean = (x: Float64Array) => made.posterior(x).mean[0]!;
        const variance = (x: Float64Array) => made.posterior(x).variance[0]!;
        const improvement = (x: Float64Array) => made.logExpectedImprovement(x, -0.8)[0]!;
        expect(distance(posterior.meanGradient, numeric(mean))).toBeLessThan(1e-7);
        expect(distance(posterior.varianceGradient, numeric(variance))).toBeLessThan(1e-7);
        const { value, gradient } = made.logExpectedImprovementAt(at, -0.8);
        expect(value).toBeCloseTo(improvement(at), 9);
        expect(distance(gradient, numeric(improvement))).toBeLessThan(1e-5);
        expect(posterior.mean).toBeCloseTo(mean(at), 12);
        expect(posterior.variance).toBeCloseTo(variance(at), 12);
      },
    );
  });
}
