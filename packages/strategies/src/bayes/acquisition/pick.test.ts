import { categorical, createRng, float, int, space, type Space } from '@tune/core';
import { loadGaussianProcess } from '@tune/gp-native';
import { expect, test } from 'vitest';
import { bayes } from '../bayes.ts';
import { askOf, drawPoints, historyWith } from '../histories.test-util.ts';
import { observe } from '../model/observations.ts';

const mixed = space({
  x: float(0, 1),
  n: int(1, 6),
  kind: categorical(['a', 'b', 'c']),
}) as Space;

/** That many trials, whose losses depend on one parameter of three. */
function bowl(count: number) {
  const points = drawPoints(mixed, count, createRng(6));
  return historyWith(
    points,
    points.map(({ x }) => ((x as number) - 0.5) ** 2),
  );
}

interface Meta {
  readonly phase: string;
  readonly variance: number;
  readonly hyperparameters: {
    readonly logLengthscales: readonly number[];
    readonly logVariance: number;
    readonly logNoise: number;
  };
}
async function suggest(count: number, more: Parameters<typeof askOf>[2] = {}) {
  const ask = askOf(mixed, bowl(count), more);
  const suggestions = await bayes({ trustRegion: false }).suggest(ask);
  return suggestions.map(({ point, meta }) => ({ point, meta: meta as unknown as Meta }));
}

test('every third suggestion explores when little improvement is expected', async () => {
  const [explore] = await suggest(60);
  expect(explore!.meta.phase).toBe('explore');
  expect((await suggest(61))[0]!.meta.phase).toBe('model');
});

test('exploring halves the length scales, for one suggestion only', async () => {
  const [first, second] = await suggest(60, { count: 2 });
  expect(first!.meta.phase).toBe('explore');
  expect(second!.meta.phase).toBe('model');
  expect(second!.meta.hyperparameters).toEqual(first!.meta.hyperparameters);
  const { box, rows, values } = observe(mixed, bowl(60))!;
  const model = loadGaussianProcess().create({
    dimensions: 3,
    columns: ['numeric', 'numeric', 'categorical'],
  });
  model.append(rows, values);
  const { logLengthscales, ...rest } = first!.meta.hyperparameters;
  const varianceWith = (factor: number) => {
    const scales = Float64Array.from(logLengthscales, (log) => log + Math.log(factor));
    model.setHyperparameters({ ...rest, logLengthscales: scales });
    return model.posterior(box.row(first!.point)).variance[0]!;
  };
  expect(first!.meta.variance / varianceWith(1 / 2)).toBeCloseTo(1, 6);
  expect(first!.meta.variance / varianceWith(1)).toBeGreaterThan(1.5);
  model.dispose();
});

test('in a finite space suggestions may be next to running trials', async () => {
  const line = space({ n: int(1, 60) }) as Space;
  const levels = [1, 8, 16, 28, 30, 34, 44, 52, 60];
  const history = historyWith(
    levels.map((level) => ({ n: level })),
    levels.map((level) => (level - 22) ** 2),
  );
  const suggestions = await bayes().suggest(askOf(line, history, { count: 3 }));
  const found = suggestions.map(({ point }) => point['n'] as number).toSorted((a, b) => a - b);
  expect(new Set(found).size).toBe(3);
  expect(found[2]! - found[0]!).toBeLessThan(60 / 12);
});
