import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  backends,
  builds,
  generator,
  hyperparameters,
  model,
  problem,
} from '../fixtures/problems.ts';
import { packHyperparameters } from './hyperparameters.ts';

/** So many observations that a fit is still running when a delayed test aborts it, even with the fastest build. */
const LONG = 700;

describe.each(backends)('searches of the $backend backend', (backend) => {
  const data = problem(30, 3, 4);
  const start = hyperparameters([0, 0, 0]);
  const candidates = Float64Array.from({ length: 150 * 3 }, generator(9));
  const incumbentValue = Math.min(...data.values);

  it('a fit improves the density, sets what it found and is reproducible to the bit', async () => {
    const made = model(backend, data, start);
    const before = made.logPosteriorDensity(start).value;
    const found = made.fitSync();
    expect(found.logPosteriorDensity).toBeGreaterThan(before);
    expect(made.hyperparameters).toEqual(found.hyperparameters);
    expect(made.logPosteriorDensity(found.hyperparameters).value).toBeCloseTo(
      found.logPosteriorDensity,
      8,
    );
    expect(await model(backend, data, start).fit()).toEqual(found);
  });

  it('a fit pins the noise and the variance on request', () => {
    const made = model(backend, data, start);
    const { hyperparameters: found } = made.fitSync({ noise: 'deterministic', variance: 'unit' });
    expect(found.logNoise).toBe(Math.log(1e-6));
    expect(found.logVariance).toBe(0);
  });

  it('a fit without iterations takes the best start', () => {
    const made = model(backend, data, start);
    const starts = [hyperparameters([-3, -3, -3]), hyperparameters([0, 1, 1])];
    const found = made.fitSync({ starts, maxIterations: 0 });
    expect(found.start).toBe(1);
    expect(packHyperparameters(found.hyperparameters)).toEqual(packHyperparameters(starts[1]!));
  });

  it('maxima are sorted, agree with the posterior and are the same from maximize and maximizeSync', async () => {
    const made = model(backend, data, start);
    const found = made.maximizeSync({ candidates, incumbentValue, starts: 6, keep: 10 });
    expect(found.length).toBe(16);
    for (const [i, maximum] of found.entries()) {
      if (i > 0) expect(maximum.acquisition).toBeLessThanOrEqual(found[i - 1]!.acquisition);
      const { mean, variance } = made.posterior(maximum.row);
      expect([mean[0], variance[0]]).toEqual([
        expect.closeTo(maximum.mean, 10),
        expect.closeTo(maximum.variance, 10),
      ]);
      expect(made.logExpectedImprovement(maximum.row, incumbentValue)[0]).toBeCloseTo(
        maximum.acquisition,
        8,
      );
      const candidate = candidates.slice(3 * maximum.candidate, 3 * maximum.candidate + 3);
      if (!maximum.refined) expect(maximum.row).toEqual(candidate);
      expect(maximum.row.every((x) => x >= 0 && x <= 1)).toBe(true);
    }
    expect(await made.maximize({ candidates, incumbentValue, starts: 6, keep: 10 })).toEqual(found);
  });

  it('discrete and categorical columns keep the value of their candidate', () => {
    const rows = data.rows.map((x, i) => (i % 3 === 0 ? x : Math.round(3 * x) / 3));
    const grid = candidates.map((x, i) => (i % 3 === 0 ? x : Math.round(3 * x) / 3));
    const columns = ['numeric', 'numeric', 'categorical'] as const;
    const made = model(backend, { ...data, rows }, start, { columns });
    const found = made.maximizeSync({
      candidates: grid,
      incumbentValue,
      continuous: Uint8Array.of(1, 0, 1),
    });
    for (const { row, candidate } of found) {
      expect([...row.slice(1)]).toEqual([...grid.slice(3 * candidate + 1, 3 * candidate + 3)]);
    }
    const fixed = made.maximizeSync({
      candidates: grid,
      incumbentValue,
      continuous: new Uint8Array(3),
    });
    expect(fixed.every(({ refined }) => !refined)).toBe(true);
  });

  it('a signal aborts before and during the work and leaves the model unchanged', async () => {
    const made = model(backend, problem(LONG, 3, 2), start);
    const reason = new Error('enough');
    await expect(made.fit({ signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
      code: 'GP_ABORTED',
      cause: reason,
    });
    const controller = new AbortController();
    const pending = made.fit({ signal: controller.signal, maxIterations: 5000 });
    // Not with a timer, which may fire after the work has ended on a busy machine.
    controller.abort(reason);
    await expect(pending).rejects.toMatchObject({ code: 'GP_ABORTED', cause: reason });
    expect(made.hyperparameters).toEqual(start);
    const other = new AbortController();
    const many = Float64Array.from({ length: 40_000 * 3 }, generator(2));
    const searching = made.maximize({ candidates: many, incumbentValue, signal: other.signal });
    other.abort();
    await expect(searching).rejects.toMatchObject({ code: 'GP_ABORTED' });
    expect(made.logMarginalLikelihood()).toEqual(expect.any(Number));
  });

  it('a model throws GP_BUSY during a fit and can be disposed', async () => {
    const made = model(backend, problem(LONG, 3, 2), start);
    const pending = made.fit({ maxIterations: 5000 });
    const failure = expect(pending).rejects.toMatchObject({ code: 'GP_ABORTED' });
    expect(() => made.posterior(Float64Array.of(0, 0, 0))).toThrow(
      expect.objectContaining({ code: 'GP_BUSY' }),
    );
    await expect(made.fit()).rejects.toMatchObject({ code: 'GP_BUSY' });
    expect(() => made.maximizeSync({ candidates, incumbentValue })).toThrow(
      expect.objectContaining({ code: 'GP_BUSY' }),
    );
    expect(made.size).toBe(LONG);
    made.dispose();
    await failure;
  });
});

describe.each(builds)('searches of the $backend build', (build) => {
  it('local searches end where the gradient vanishes or at a bound', () => {
    const data = problem(40, 4, 6);
    const made = model(build, data, hyperparameters([0, 0, 0, 0]));
    const candidates = Float64Array.from({ length: 200 * 4 }, generator(3));
    const incumbentValue = Math.min(...data.values);
    const [best] = made.maximizeSync({ candidates, incumbentValue });
    expect(best!.refined).toBe(true);
    const { gradient } = made.logExpectedImprovementAt(best!.row, incumbentValue);
    gradient.forEach((slope, j) => {
      const pushesOut = (best!.row[j] === 0 && slope < 0) || (best!.row[j] === 1 && slope > 0);
      if (!pushesOut) expect(Math.abs(slope)).toBeLessThan(1e-2);
    });
  });

  it('a fit never blocks the event loop', async () => {
    const made = model(build, problem(500, 5, 1), hyperparameters([0, 0, 0, 0, 0]));
    let longest = 0;
    let turns = 0;
    let running = true;
    const watch = (async () => {
      while (running) {
        const begin = performance.now();
        await delay(1);
        longest = Math.max(longest, performance.now() - begin);
        turns++;
      }
    })();
    const begin = performance.now();
    await made.fit();
    const took = performance.now() - begin;
    running = false;
    await watch;
    expect(turns).toBeGreaterThan(10);
    expect(longest).toBeLessThan(took / 2);
  });
});
