import { expect, test } from 'vitest';
import { createStudy, float, isTuneError, memoryStorage, random } from './index.ts';

test('four lines find the minimum of a parabola', async () => {
  const study = await createStudy({ space: { x: float(-5, 5) }, seed: 1 });
  await study.optimize(({ x }) => (x - 1) ** 2, { trials: 30 });
  expect(study.best!.point.x).toBeCloseTo(1, 1);
  expect(study.direction).toBe('minimize');
});

test('the default strategy is bayes, and a given one is used instead', async () => {
  const storage = memoryStorage();
  const space = { x: float(0, 1) };
  await createStudy({ space, storage, name: 'default' });
  await createStudy({ space, storage, name: 'given', strategy: random() });
  const summaries = await storage.catalog.studies();
  expect(summaries.map(({ strategy }) => strategy.name)).toEqual(['bayes', 'random']);
});

test('a seed that was not given can be read back and repeats the search', async () => {
  const search = async (seed?: number) => {
    const study = await createStudy({
      space: { x: float(0, 1) },
      ...(seed === undefined ? {} : { seed }),
    });
    await study.optimize(({ x }) => Math.sin(9 * x), { trials: 8 });
    return { seed: study.seed, points: study.trials.map(({ point }) => point.x) };
  };
  const first = await search();
  expect((await search(first.seed)).points).toEqual(first.points);
});

test('a space with a fault says so', async () => {
  const made = createStudy({ space: { x: float(2, 1) } });
  await expect(made).rejects.toSatisfy((error) => isTuneError(error, 'SPACE_INVALID'));
});
