import {
  createRng,
  createStudy,
  float,
  inProcessExecutor,
  int,
  memoryStorage,
  ordinal,
  space,
  type Budget,
  type Objective,
  type Space,
} from '@tune/core';
import { expect, test } from 'vitest';
import { bayes, type BayesOptions } from './bayes.ts';
import { askOf } from './histories.test-util.ts';
import { initialDesignSize } from './initial-design.ts';

const branin: Objective = {
  name: 'branin',
  space: space({ x1: float(-5, 10), x2: float(0, 15) }),
  direction: 'minimize',
  evaluate: async (point) => {
    const [x, y] = [point['x1'] as number, point['x2'] as number];
    const a = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
    return a ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  },
};

async function search(objective: Objective, options: BayesOptions, seed: number, budget: Budget) {
  const study = await createStudy({
    name: 'b',
    space: objective.space,
    direction: objective.direction,
    strategy: bayes(options),
    storage: memoryStorage(),
    clock: () => 0,
    seed,
    budget,
  });
  for await (const event of study.optimize(inProcessExecutor(objective))) void event;
  return study;
}

const phases = (study: Awaited<ReturnType<typeof search>>) =>
  study.trials.map(({ meta }) => (meta as { phase: string }).phase);

test('30 trials on Branin: an initial design, then the model, and a result near the optimum', async () => {
  const study = await search(branin, {}, 1, { trials: 30 });
  expect(phases(study)).toEqual([...Array(3).fill('initial'), ...Array(27).fill('model')]);
  expect(study.trials[0]!.point).toEqual({ x1: 2.5, x2: 7.5 });
  expect(study.incumbent!.value! - 0.397887).toBeLessThan(0.05);
  expect(study.trials[9]!.meta).toMatchObject({
    mean: expect.any(Number),
    variance: expect.any(Number),
    acquisition: expect.any(Number),
  });
}, 60_000);

test('the WebAssembly backend searches as well as the addon and is named in meta', async () => {
  const study = await search(branin, { backend: 'wasm' }, 1, { trials: 30 });
  expect(study.trials[10]!.meta).toMatchObject({ phase: 'model', backend: 'wasm' });
  expect(study.incumbent!.value! - 0.397887).toBeLessThan(0.05);
}, 60_000);

test('the reference backend searches too and is named in meta', async () => {
  const study = await search(branin, { backend: 'reference' }, 1, { trials: 30 });
  expect(study.trials[10]!.meta).toMatchObject({ phase: 'model', backend: 'reference' });
  expect(study.incumbent!.value! - 0.397887).toBeLessThan(0.5);
}, 60_000);

test('60 trials on a 5 x 5 x 5 grid have no duplicates', async () => {
  const grid = space({ a: int(1, 5), b: int(1, 5), c: int(1, 5) }) as Space;
  const bowl: Objective = {
    name: 'bowl',
    space: grid,
    direction: 'minimize',
    evaluate: async ({ a, b, c }) =>
      ((a as number) - 2) ** 2 + ((b as number) - 4) ** 2 + ((c as number) - 3) ** 2,
  };
  const study = await search(bowl, {}, 2, { trials: 60 });
  expect(new Set(study.trials.map(({ point }) => JSON.stringify(point))).size).toBe(60);
  expect(study.incumbent!.value).toBe(0);
}, 60_000);

test('avoids the half of a space where trials fail', async () => {
  const half: Objective = {
    ...branin,
    evaluate: async (point, context) => {
      if ((point['x1'] as number) > 5) throw new Error('diverged');
      return branin.evaluate(point, context);
    },
  };
  const study = await search(half, {}, 3, { trials: 24 });
  const late = study.trials.slice(12).filter(({ state }) => state === 'failed').length;
  expect(late).toBeLessThanOrEqual(4);
}, 60_000);

test('continues the initial design while all trials fail', async () => {
  const broken: Objective = { ...branin, evaluate: async () => Number.NaN };
  const study = await search(broken, {}, 4, { trials: 12 });
  expect(phases(study)).toEqual(Array(12).fill('initial'));
});

test('continues the initial design on a plateau until a loss differs', async () => {
  const isIn = ({ x1, x2 }: Readonly<Record<string, unknown>>): boolean =>
    (x1 as number) > 4 && (x1 as number) < 6 && (x2 as number) > 3 && (x2 as number) < 6;
  const flat: Objective = { ...branin, evaluate: async (point) => (isIn(point) ? 0 : 1) };
  const study = await search(flat, {}, 5, { trials: 80 });
  const found = study.trials.findIndex(({ value }) => value === 0);
  expect(found).toBeGreaterThan(3);
  expect(phases(study).slice(0, found + 1)).toEqual(Array(found + 1).fill('initial'));
  expect(phases(study)[found + 1]).toBe('model');
  const quarters = study.trials
    .slice(0, 32)
    .map(({ point }) => branin.space.encode(point).map(Math.round).join());
  for (const quarter of new Set(quarters)) {
    expect(quarters.filter((one) => one === quarter).length).toBeGreaterThan(4);
  }
}, 60_000);

test('the initial design takes at most a quarter of the budget, at most 12 and at least 3 trials', () => {
  expect(initialDesignSize(2, { trials: 40 })).toBe(3);
  expect(initialDesignSize(8, { trials: 100 })).toBe(12);
  expect(initialDesignSize(6, { trials: 100 })).toBe(11);
  expect(initialDesignSize(8, { trials: 40 })).toBe(10);
  expect(initialDesignSize(2, { trials: 8 })).toBe(3);
  expect(initialDesignSize(20, undefined)).toBe(12);
});

test('phases in meta, which had other names in earlier versions, do not change a suggestion', async () => {
  const { history } = await search(branin, {}, 1, { trials: 12 });
  const earlier = history.ended.map((trial) => {
    const { phase, ...meta } = trial.meta as { readonly phase: string };
    return { ...trial, meta: { ...meta, phase: phase === 'initial' ? 'start' : 'doubt' } };
  });
  const suggest = (ended: typeof history.ended) =>
    bayes().suggest({ ...askOf(branin.space, { ...history, ended }), budget: { trials: 20 } });
  expect(await suggest(earlier)).toEqual(await suggest(history.ended));
});

test('an abort during a fit rejects the ask', async () => {
  const study = await search(branin, {}, 1, { trials: 8 });
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  await expect(
    bayes().suggest({
      space: branin.space,
      history: study.history,
      count: 1,
      rng: createRng(1),
      scratch: { get: () => undefined, set: () => undefined, clear: () => undefined },
      signal: controller.signal,
    }),
  ).rejects.toMatchObject({ code: 'GP_ABORTED' });
});

test('ends when a range of a few doubles is used up', async () => {
  const few = space({ x: float(1, 1 + 4 * Number.EPSILON) }) as Space;
  const evaluate: Objective['evaluate'] = async ({ x }) => (x as number) - 1;
  const objective: Objective = { name: 'few', space: few, direction: 'minimize', evaluate };
  const { trials } = await search(objective, {}, 1, { trials: 12 });
  expect(trials.length).toBeGreaterThan(2);
  expect(trials.length).toBeLessThanOrEqual(5);
}, 60_000);

test('ends when a space too large to enumerate has no allowed points left', async () => {
  const few = space({ a: int(1, 300), b: int(1, 300) }).constrain(
    'low',
    ({ a, b }) => a + b <= 4,
  ) as Space;
  const evaluate: Objective['evaluate'] = async ({ a, b }) => (a as number) + (b as number);
  const objective: Objective = { name: 'few', space: few, direction: 'minimize', evaluate };
  const { trials } = await search(objective, {}, 1, { trials: 12 });
  expect(trials).toHaveLength(6);
  expect(new Set(trials.map(({ point }) => few.canonical(point))).size).toBe(6);
}, 60_000);

test('ends when an infinite space has no allowed points left', async () => {
  const few = space({
    kind: ordinal([0, 1, 2]),
    x: float(0, 1).when('kind', [0]),
  }).constrain('not the first', ({ kind }) => kind >= 1) as Space;
  const evaluate: Objective['evaluate'] = async ({ kind }) => kind as number;
  const objective: Objective = { name: 'few', space: few, direction: 'minimize', evaluate };
  const { trials } = await search(objective, {}, 1, { trials: 12 });
  expect(trials.map(({ point }) => point['kind']).toSorted()).toEqual([1, 2]);
}, 60_000);
