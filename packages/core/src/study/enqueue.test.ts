import { expect, test } from 'vitest';
import { memoryStorage, space, float } from '../index.ts';
import { enqueueTrial, evaluationSeedOf } from '../plugin.ts';
import { eventsOf, slowStorage, studyOf, unit } from './study.test-util.ts';

test('an enqueued point runs first, costs a trial, and has the seed of its point', async () => {
  const s = await studyOf({ budget: { trials: 3 } });
  const waiting = await s.enqueue({ x: 0.25 });
  expect(waiting).toMatchObject({ number: 1, state: 'waiting', attempt: 0 });
  expect(waiting.seed).toBe(evaluationSeedOf(1, unit, { x: 0.25 }, 0));
  expect(s.remaining).toBe(2);
  const first = await s.ask();
  expect(first).toMatchObject({ number: 1, attempt: 1, point: { x: 0.25 }, seed: waiting.seed });
  expect(first!.retries).toBeUndefined();
  await expect(s.enqueue({ x: 7 })).rejects.toMatchObject({ code: 'SPACE_POINT_INVALID' });
  expect(s.size).toBe(1);
});

test('points that are enqueued at the same time all wait, each with its number', async () => {
  const storage = slowStorage(memoryStorage());
  const [a, b] = [await studyOf({ storage }), await studyOf({ storage })];
  const xs = Array.from({ length: 10 }, (_, n) => n / 10);
  const waiting = await Promise.all(xs.map((x, n) => (n % 2 === 0 ? a : b).enqueue({ x })));
  expect(waiting.map(({ point }) => point.x)).toEqual(xs);
  await a.sync();
  expect(a.trials.map(({ number }) => number)).toEqual(xs.map((_, n) => n + 1));
  expect(a.trials.map(({ point }) => point.x).toSorted()).toEqual(xs);
  // Equal points have different seeds, however they were enqueued.
  await Promise.all([a.enqueue({ x: 0.5 }), b.enqueue({ x: 0.5 })]);
  await a.sync();
  const seeds = a.trials.filter(({ point }) => point.x === 0.5).map(({ seed }) => seed);
  expect(new Set(seeds).size).toBe(3);
});

test('a point can be enqueued without the strategy', async () => {
  const storage = memoryStorage();
  const s = await studyOf({ storage });
  expect(await enqueueTrial(storage, 's', { x: 0.5 }, { at: 7 })).toBe(1);
  await expect(enqueueTrial(storage, 's', { x: 7 })).rejects.toMatchObject({
    code: 'SPACE_POINT_INVALID',
  });
  expect(await enqueueTrial(storage, 'other', { x: 0.5 })).toBeUndefined();
  expect((await eventsOf(storage)).at(-1)).toMatchObject({ type: 'trial-enqueued', at: 7 });
  expect(await s.ask()).toMatchObject({ number: 1, point: { x: 0.5 } });
});

test('a constrained study takes points with its own space only', async () => {
  const storage = memoryStorage();
  const own = space({ x: float(0, 1) }).constrain('not the middle', ({ x }) => x !== 0.5);
  await studyOf({ storage, space: own });
  await expect(enqueueTrial(storage, 's', { x: 0.25 })).rejects.toMatchObject({
    code: 'SPACE_CONSTRAINT_UNKNOWN',
  });
  await expect(enqueueTrial(storage, 's', { x: 0.5 }, { space: own })).rejects.toMatchObject({
    code: 'SPACE_POINT_INVALID',
  });
  expect(await enqueueTrial(storage, 's', { x: 0.25 }, { space: own })).toBe(1);
});

test('an enqueued point that is off by rounding is stored with its levels', async () => {
  const storage = memoryStorage();
  const tenths = space({ x: float(0, 1, { step: 0.1 }) });
  const s = await studyOf({ storage, space: tenths });
  expect((await s.enqueue({ x: 0.1 + 0.2 })).point).toEqual({ x: 0.3 });
  expect(await enqueueTrial(storage, 's', { x: 0.1 * 3 })).toBe(2);
  await s.sync();
  expect(s.trials.map(({ point }) => point.x)).toEqual([0.3, 0.3]);
  // The second one is another evaluation of the same point.
  expect(s.trials[1]!.seed).toBe(evaluationSeedOf(1, tenths, { x: 0.3 }, 1));
  await expect(s.enqueue({ x: 0.31 })).rejects.toThrow('of which 0.3 is the nearest');
  await expect(s.enqueue({ x: '0.3' as never })).rejects.toThrow('a finite number, but got "0.3"');
});
