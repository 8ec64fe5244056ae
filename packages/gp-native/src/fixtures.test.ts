import { describe, expect, it } from 'vitest';
import { backends, distance, fixtures, hyperparameters, model } from '../fixtures/problems.ts';
import type { Kernel } from './gaussian-process.ts';
import { packHyperparameters, unpackHyperparameters } from './hyperparameters.ts';
import { erfc, erfcx } from './reference/erfcx.ts';

describe('erfcx against mpmath', () => {
  it.each(fixtures.erfcx as [number, number][])('erfcx(%d)', (x, expected) => {
    expect(Math.abs(erfcx(x) / expected - 1)).toBeLessThan(1e-14);
    if (x > 26) return;
    expect(Math.abs(erfc(x) / (expected * Math.exp(-x * x)) - 1)).toBeLessThan(1e-12);
    expect(erfc(-x)).toBeCloseTo(2 - expected * Math.exp(-x * x), 14);
  });
});

describe.each(backends)('$backend backend against mpmath, scikit-learn and SciPy', (backend) => {
  it.each(fixtures.logImprovement as [number, number][])('ln h(%d)', (z, expected) => {
    // Without observations the posterior is the prior: mean 0, variance 1, so that z is the incumbent itself.
    const made = backend.create({ dimensions: 1 });
    made.setHyperparameters(hyperparameters([0], 0));
    const got = made.logExpectedImprovement(Float64Array.of(0.5), z)[0]!;
    expect(Math.abs(got - expected) / (1 + Math.abs(expected))).toBeLessThan(1e-13);
  });

  it.each(fixtures.regression)(
    'posterior and likelihood, $kernel in $dimensions dimensions',
    (given) => {
      const h = hyperparameters(given.logLengthscales, given.logVariance, given.logNoise);
      const data = {
        dimensions: given.dimensions,
        rows: Float64Array.from(given.rows),
        values: Float64Array.from(given.values),
      };
      const made = model(backend, data, h, { kernel: given.kernel as Kernel });
      const { mean, variance } = made.posterior(Float64Array.from(given.queries));
      expect(distance(mean, given.mean)).toBeLessThan(1e-11);
      expect(distance(variance, given.variance)).toBeLessThan(1e-11);
      expect(distance([made.logMarginalLikelihood()], [given.logMarginalLikelihood])).toBeLessThan(
        1e-12,
      );
    },
  );

  it.each(fixtures.regression)('gradient, $kernel in $dimensions dimensions', (given) => {
    const h = hyperparameters(given.logLengthscales, given.logVariance, given.logNoise);
    const d = given.dimensions;
    const data = {
      dimensions: d,
      rows: Float64Array.from(given.rows),
      values: Float64Array.from(given.values),
    };
    const { gradient } = model(backend, data, h, {
      kernel: given.kernel as Kernel,
    }).logPosteriorDensity(h);
    // The priors add -1 - (x - location) / scale^2.
    const location = Math.SQRT2 + 0.5 * Math.log(d);
    const ofLengthscales = given.gradientByLogLengthscales.map(
      (slope, k) => slope - 1 - (given.logLengthscales[k]! - location) / 3,
    );
    expect(distance(gradient.subarray(0, d), ofLengthscales)).toBeLessThan(1e-10);
    const ofVariance = given.gradientByLogVariance - 1 - given.logVariance;
    expect(distance([gradient[d]!], [ofVariance])).toBeLessThan(1e-10);
  });

  it.each(fixtures.fit)(
    'the posterior density and its maximum in $dimensions dimensions',
    (given) => {
      const data = {
        dimensions: given.dimensions,
        rows: Float64Array.from(given.rows),
        values: Float64Array.from(given.values),
      };
      const at = unpackHyperparameters(Float64Array.from(given.at));
      const made = model(backend, data, at);
      expect(distance([made.logPosteriorDensity(at).value], [given.densityAt])).toBeLessThan(1e-11);
      const best = unpackHyperparameters(Float64Array.from(given.best));
      expect(distance([made.logPosteriorDensity(best).value], [given.bestDensity])).toBeLessThan(
        1e-11,
      );
      const found = made.fitSync();
      // The native search must reach the maximum of 12 runs of SciPy's L-BFGS-B; the reference only samples.
      expect(found.logPosteriorDensity).toBeGreaterThan(
        given.bestDensity - (backend.backend === 'native' ? 1e-4 : 4),
      );
      if (backend.backend === 'native') {
        expect(distance(packHyperparameters(found.hyperparameters), given.best)).toBeLessThan(0.02);
      }
    },
  );
});
