import { describe, expect, it } from 'vitest';
import { backends, hyperparameters, model, problem } from '../fixtures/problems.ts';
import { GpError, gpErrorMessages } from './error.ts';
import type { GpErrorCode } from './error.ts';
import type { GaussianProcess } from './gaussian-process.ts';

const two = Float64Array.of(0.1, 0.2);
const nan = Float64Array.of(0.1, NaN);
const h = hyperparameters([0, 0]);
const any = (value: unknown) => value as never;

/** Calls on a model of 2 columns and 5 observations, with the expected code. */
const wrong: [what: string, code: GpErrorCode, act: (gp: GaussianProcess) => unknown][] = [
  ['half a row', 'GP_SHAPE', (gp) => gp.append(Float64Array.of(1, 2, 3), Float64Array.of(1))],
  ['more values than rows', 'GP_SHAPE', (gp) => gp.append(two, Float64Array.of(1, 2))],
  ['no rows', 'GP_SHAPE', (gp) => gp.append(new Float64Array(0), new Float64Array(0))],
  ['an Array of numbers', 'GP_SHAPE', (gp) => gp.append(any([1, 2]), Float64Array.of(1))],
  ['a Float32Array', 'GP_SHAPE', (gp) => gp.posterior(any(new Float32Array(2)))],
  ['nothing', 'GP_SHAPE', (gp) => gp.posterior(any(undefined))],
  ['NaN in a row', 'GP_NOT_FINITE', (gp) => gp.append(nan, Float64Array.of(1))],
  ['an infinite value', 'GP_NOT_FINITE', (gp) => gp.append(two, Float64Array.of(Infinity))],
  ['NaN in a query', 'GP_NOT_FINITE', (gp) => gp.posterior(nan)],
  ['two rows for one', 'GP_SHAPE', (gp) => gp.posteriorAt(new Float64Array(4))],
  ['NaN as incumbent', 'GP_NOT_FINITE', (gp) => gp.logExpectedImprovement(two, NaN)],
  ['no incumbent', 'GP_SHAPE', (gp) => gp.logExpectedImprovementAt(two, any(undefined))],
  ['too few length scales', 'GP_SHAPE', (gp) => gp.setHyperparameters(hyperparameters([0]))],
  ['no hyperparameters', 'GP_SHAPE', (gp) => gp.setHyperparameters(any(null))],
  ['NaN as variance', 'GP_NOT_FINITE', (gp) => gp.setHyperparameters({ ...h, logVariance: NaN })],
  [
    'a variance of e^51',
    'GP_OUT_OF_RANGE',
    (gp) => gp.setHyperparameters({ ...h, logVariance: 51 }),
  ],
  ['a wrong start', 'GP_SHAPE', (gp) => gp.fitSync({ starts: [hyperparameters([0])] })],
  ['no start', 'GP_SHAPE', (gp) => gp.fitSync({ starts: [] })],
  ['half an iteration', 'GP_SHAPE', (gp) => gp.fitSync({ maxIterations: 0.5 })],
  ['unknown noise', 'GP_SHAPE', (gp) => gp.fitSync({ noise: any('none') })],
  [
    'no candidates',
    'GP_SHAPE',
    (gp) => gp.maximizeSync({ candidates: new Float64Array(0), incumbentValue: 0 }),
  ],
  [
    'NaN in candidates',
    'GP_NOT_FINITE',
    (gp) => gp.maximizeSync({ candidates: nan, incumbentValue: 0 }),
  ],
  [
    'a short mask',
    'GP_SHAPE',
    (gp) => gp.maximizeSync({ candidates: two, incumbentValue: 0, continuous: new Uint8Array(1) }),
  ],
  [
    'negative starts',
    'GP_SHAPE',
    (gp) => gp.maximizeSync({ candidates: two, incumbentValue: 0, starts: -1 }),
  ],
];

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof GpError ? error.code : String(error);
  }
  return 'nothing thrown';
}

describe.each(backends)('bad input to the $backend backend', (backend) => {
  const made = model(backend, problem(5, 2, 1), h);

  it.each(wrong)('%s is %s', (_, code, act) => {
    expect(codeOf(() => act(made))).toBe(code);
    expect(made.size).toBe(5);
    expect(made.posterior(two).mean.every(Number.isFinite)).toBe(true);
  });

  it('refuses wrong options of a new model', () => {
    expect(codeOf(() => backend.create({ dimensions: 0 }))).toBe('GP_SHAPE');
    expect(codeOf(() => backend.create({ dimensions: 1.5 }))).toBe('GP_SHAPE');
    expect(codeOf(() => backend.create({ dimensions: 2, kernel: any('linear') }))).toBe('GP_SHAPE');
    expect(codeOf(() => backend.create({ dimensions: 2, columns: ['numeric'] }))).toBe('GP_SHAPE');
    expect(codeOf(() => backend.create({ dimensions: 1, columns: any(['ordinal']) }))).toBe(
      'GP_SHAPE',
    );
    expect(codeOf(() => backend.create({ dimensions: 1, columns: Uint8Array.of(2) }))).toBe(
      'GP_SHAPE',
    );
  });

  it('an empty model predicts the prior and cannot be fitted', async () => {
    const empty = backend.create({ dimensions: 2 });
    empty.setHyperparameters(hyperparameters([0, 0], Math.log(2)));
    const { mean, variance } = empty.posterior(two);
    expect([mean[0], variance[0]]).toEqual([0, expect.closeTo(2, 12)]);
    expect(empty.posterior(new Float64Array(0)).mean.length).toBe(0);
    expect(codeOf(() => empty.fitSync())).toBe('GP_EMPTY');
    expect(codeOf(() => empty.logMarginalLikelihood())).toBe('GP_EMPTY');
    await expect(empty.fit()).rejects.toMatchObject({ code: 'GP_EMPTY' });
    expect(empty.maximizeSync({ candidates: two, incumbentValue: 0 }).length).toBeGreaterThan(0);
  });

  it('a disposed model throws GP_DISPOSED', async () => {
    const gone = model(backend, problem(5, 2, 1), h);
    gone.dispose();
    gone.dispose();
    expect(codeOf(() => gone.size)).toBe('GP_DISPOSED');
    expect(codeOf(() => gone.posterior(two))).toBe('GP_DISPOSED');
    await expect(gone.fit()).rejects.toMatchObject({ code: 'GP_DISPOSED' });
  });

  it('the pure functions refuse bad matrices and add jitter to a singular one', () => {
    const { cholesky, solve, kernelMatrix } = backend.numerics;
    expect(codeOf(() => cholesky(Float64Array.of(1, 2, 2, 1), 2))).toBe('GP_NOT_POSITIVE_DEFINITE');
    expect(codeOf(() => cholesky(Float64Array.of(-1), 1))).toBe('GP_NOT_POSITIVE_DEFINITE');
    expect(codeOf(() => cholesky(Float64Array.of(1, 2, 3), 2))).toBe('GP_SHAPE');
    expect(codeOf(() => cholesky(Float64Array.of(NaN), 1))).toBe('GP_NOT_FINITE');
    expect(codeOf(() => solve(Float64Array.of(1), 1, any('b')))).toBe('GP_SHAPE');
    expect(codeOf(() => kernelMatrix('rbf', two, nan, 2, h))).toBe('GP_NOT_FINITE');
    const into = (out: unknown) => () => kernelMatrix('rbf', two, two, 2, h, undefined, any(out));
    expect(codeOf(into(new Float64Array(3)))).toBe('GP_SHAPE');
    expect(codeOf(into(new Float32Array(4)))).toBe('GP_SHAPE');
    const singular = cholesky(Float64Array.of(1, 1, 1, 1), 2);
    expect(singular.jitter).toBe(1e-10);
    expect([...singular.factor]).toEqual([
      expect.closeTo(1, 9),
      0,
      expect.closeTo(1, 9),
      expect.closeTo(1.4e-5, 6),
    ]);
  });

  it('jitter makes equal rows without noise factorable', () => {
    const equal = backend.create({ dimensions: 2 });
    equal.append(new Float64Array(120).fill(0.5), new Float64Array(60).fill(1));
    equal.setHyperparameters(hyperparameters([0, 0], 0, -50));
    expect(equal.posterior(Float64Array.of(0.5, 0.5)).mean[0]).toBeCloseTo(1, 6);
  });
});

it('every code has a message', () => {
  for (const [code, sentence] of Object.entries(gpErrorMessages)) {
    expect(code).toMatch(/^GP_[A-Z_]+$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  }
});
