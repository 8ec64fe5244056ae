import { createRng, createStudy, float, memoryStorage, space, type Space } from '@tune/core';
import { loadGaussianProcess } from '@tune/gp-native';
import { expect, test } from 'vitest';
import { bayes } from '../bayes.ts';
import { keepMinDistance, MIN_DISTANCE } from './min-distance.ts';

const square = space({ x: float(-5, 10), y: float(0, 15) }) as Space;

test('eight suggestions at once, late in a search, keep a distance from each other', async () => {
  const study = await createStudy({
    ...{ name: 's', space: square, direction: 'minimize', strategy: bayes() },
    ...{ storage: memoryStorage(), clock: () => 0, seed: 2, budget: { trials: 50 } },
  });
  for (let ended = 0; ended < 30; ended++) {
    const [trial] = await study.ask();
    const { x, y } = trial!.point as { x: number; y: number };
    const value = (x - 3) ** 2 + (y - 2) ** 2 + Math.sin(x * y);
    await study.tell(trial!, { state: 'complete', values: [value] });
  }
  const asked = await study.ask(8);
  const side = Math.min(1, (asked[0]!.meta as { region: number }).region);
  const rows = asked.map(({ point }) => square.encode(point));
  for (const [i, a] of rows.entries()) {
    for (const b of rows.slice(i + 1)) {
      // At a border of the space the box is narrower than its side.
      const gap = Math.max(...a.map((value, j) => Math.abs(value - b[j]!)));
      expect(gap).toBeGreaterThan((side * MIN_DISTANCE) / 2);
    }
  }
}, 60_000);

test('if all maxima are too close to running trials, takes the best candidate that is not', () => {
  const model = loadGaussianProcess({ backend: 'reference' }).create({ dimensions: 1 });
  model.append(Float64Array.of(0.1, 0.5, 0.9), Float64Array.of(1, -1, 0.5));
  const pending = Float64Array.of(0.4);
  const maximum = (at: number) => ({
    row: Float64Array.of(at),
    acquisition: 0,
    mean: 0,
    variance: 1,
  });
  const acquisition = { acquisition: 'qLogEI', incumbentValue: -1, pending } as const;
  const candidates = Float64Array.from({ length: 50 }, () => 0);
  const rng = createRng(1);
  candidates.forEach((_, index) => (candidates[index] = rng.next()));
  const near = [maximum(0.4), maximum(0.41)];
  const options = { pending, minDistance: [MIN_DISTANCE], relaxes: false };
  const found = keepMinDistance(model, near, candidates, options, acquisition);
  const [first] = found;
  const scores = model.acquisition(candidates, acquisition);
  const best = [...candidates.keys()]
    .filter((index) => Math.abs(candidates[index]! - 0.4) >= MIN_DISTANCE)
    .reduce((a, b) => (scores[b]! > scores[a]! ? b : a));
  expect(first!.row[0]).toBe(candidates[best]);
  expect(first!.acquisition).toBe(scores[best]);
  const { mean, variance } = model.posterior(first!.row);
  expect([first!.mean, first!.variance]).toEqual([mean[0], variance[0]]);
  expect(found).toHaveLength(1);
  const wide = { ...options, minDistance: [1] };
  expect(keepMinDistance(model, near, candidates, wide, acquisition)).toEqual([]);
  const [nearer] = keepMinDistance(
    model,
    near,
    candidates,
    { ...wide, relaxes: true },
    acquisition,
  );
  expect(Math.abs(nearer!.row[0]! - 0.4)).toBeGreaterThanOrEqual(1 / 2);
  const close = Float64Array.of(0.4, 0.405);
  const [beside] = keepMinDistance(
    model,
    near.slice(0, 1),
    close,
    { ...wide, relaxes: true },
    acquisition,
  );
  expect(beside!.row[0]).toBe(0.405);
  const far = maximum(0.6);
  expect(keepMinDistance(model, [...near, far], candidates, options, acquisition)).toEqual([far]);
  model.dispose();
});

test('the distance must be kept in one coordinate, and differs between coordinates', () => {
  const model = loadGaussianProcess({ backend: 'reference' }).create({ dimensions: 2 });
  model.append(Float64Array.of(0.1, 0.2, 0.5, 0.6), Float64Array.of(1, -1));
  const pending = Float64Array.of(0.4, 0.4);
  const options = { pending, minDistance: [0.3, 0.1], relaxes: false };
  const acquisition = { acquisition: 'qLogEI', incumbentValue: -1, pending } as const;
  const isFarEnough = (x: number, y: number) => {
    const maximum = { row: Float64Array.of(x, y), acquisition: 0, mean: 0, variance: 1 };
    return keepMinDistance(model, [maximum], pending, options, acquisition).length === 1;
  };
  expect(isFarEnough(0.6, 0.45)).toBe(false);
  expect(isFarEnough(0.75, 0.4)).toBe(true);
  expect(isFarEnough(0.4, 0.55)).toBe(true);
  model.dispose();
});
