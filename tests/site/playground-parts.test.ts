import { createStudy } from '@tune/core';
import { branin } from '@tune/objectives/functions';
import { bayes } from '@tune/strategies';
import { expect, test } from 'vitest';
import { bestSoFar, decades } from '../../site/playground/best-so-far.ts';
import { rankScale, viridis } from '../../site/playground/colors.ts';
import { contourLevels, contourPath } from '../../site/playground/contours.ts';
import { GRID } from '../../site/playground/messages.ts';
import { Search } from '../../site/playground/search.ts';
import { defaultSettings, settingsFault } from '../../site/playground/settings.ts';
import { numeral, why } from '../../site/playground/why.ts';

test('every step of bayes is that of a study with the same settings', async () => {
  const search = await Search.begin({ ...defaultSettings, trials: 8 });
  for (let step = 0; step < 8; step++) await search.step();
  const { runs, isOver, surrogate } = await search.state();
  expect(isOver).toBe(true);
  const { space, evaluate } = branin();
  const study = await createStudy({ space, strategy: bayes(), seed: 1, budget: { trials: 8 } });
  await study.optimize(evaluate);
  const [run] = runs;
  expect(run!.strategy).toBe('bayes');
  expect(run!.trials.map(({ value }) => value)).toEqual(study.trials.map(({ value }) => value));
  expect(run!.best).toBe(study.best!.number);
  expect(surrogate!.observations).toBe(8);
});

test('the model is certain where the last trial was, and its box is around the best one', async () => {
  const search = await Search.begin({ ...defaultSettings, strategies: ['bayes'] });
  for (let step = 0; step < 10; step++) await search.step();
  const { runs, surrogate } = await search.state();
  const { trials, best } = runs[0]!;
  const cellOf = ({ x, y }: { x: number; y: number }) => {
    const index = (share: number) => Math.min(GRID - 1, Math.floor(share * GRID));
    return (GRID - 1 - index(y)) * GRID + index(x);
  };
  const { stddev, box } = surrogate!;
  const most = stddev.reduce((a, b) => Math.max(a, b));
  for (const { place } of trials) expect(stddev[cellOf(place)]).toBeLessThan(0.5 * most);
  const { place } = trials.find(({ number }) => number === best)!;
  expect(box!.from.x).toBeLessThan(place.x);
  expect(box!.to.y).toBeGreaterThan(place.y);
});

test('points that constraints forbid are no numbers', async () => {
  const { ground } = await Search.begin({ ...defaultSettings, landscape: 'gramacy' });
  const forbidden = ground.field.filter(Number.isNaN).length;
  expect(forbidden).toBeGreaterThan(0.2 * GRID * GRID);
  expect(forbidden).toBeLessThan(0.8 * GRID * GRID);
});

test('with noise, the best trial is chosen by its noisy value and shown by the true one', () => {
  const trial = { number: 1, place: { x: 0, y: 0 }, point: [0, 0], phase: '' } as const;
  const trials = [
    { ...trial, value: 5, trueValue: 4 },
    { ...trial, value: 3, trueValue: 6 },
    { ...trial, value: 4, trueValue: 2 },
  ];
  expect(bestSoFar({ trials }, 1)).toEqual([3, 5, 5]);
});

test('decades enclose the values', () => {
  expect(decades([0.02, 30]).map(Math.log10)).toEqual([-2, -1, 0, 1, 2]);
  expect(decades([])).toHaveLength(2);
  expect(decades([0])).toHaveLength(2);
});

test('a contour of a plane is a straight line at its level', () => {
  const plane = Array.from({ length: 16 }, (_, cell) => cell % 4);
  expect(contourPath(plane, 4, 1.5).match(/M/g)).toHaveLength(3);
  const columns = contourPath(plane, 4, 1.5).matchAll(/[ML](\S+) /g);
  for (const [, x] of columns) expect(Number(x)).toBeCloseTo(0.5, 4);
  expect(contourPath(plane, 4, 9)).toBe('');
  expect(contourPath([0, 1, NaN, 1], 2, 0.5)).toBe('');
  expect(contourLevels([1, NaN, 2, 3, 4], 2)).toEqual([2, 4]);
});

test('colors are shared out by rank, and get lighter', () => {
  const scale = rankScale([1e6, 0, NaN, 1]);
  expect([0, 1, 1e6].map(scale)).toEqual([0, 0.5, 1]);
  const light = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const [red, green, blue] = viridis(share);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  expect(light).toEqual(light.toSorted((a, b) => a - b));
  const [red, green, blue] = viridis(NaN);
  expect(new Set([red, green, blue]).size).toBe(1);
});

test('says what is wrong with settings, and why a point was chosen', () => {
  expect(settingsFault(defaultSettings)).toBeUndefined();
  expect(settingsFault({ ...defaultSettings, strategies: [] })).toContain('at least one');
  expect(settingsFault({ ...defaultSettings, trials: 2.5 })).toContain('Trials');
  expect(settingsFault({ ...defaultSettings, seed: -1 })).toContain('seed');
  const meta = { phase: 'model', region: 0.4, predictedLoss: 1.25 };
  expect(why('bayes', meta)).toContain('0.4 times as wide as the space. The model predicts 1.25.');
  expect(why('bayes', { phase: 'initial', design: 'center' })).toContain('middle');
  expect(why('grid', { phase: 'grid', levels: [6, 5] })).toContain('6 × 5');
  expect([0, 0.5, 123456, 1e-9].map(numeral)).toEqual(['0', '0.5', '1.2e+5', '1.0e-9']);
});
