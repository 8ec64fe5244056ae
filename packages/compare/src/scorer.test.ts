import {
  inProcessExecutor,
  memoryStorage,
  type Executor,
  type Job,
  type Objective,
  type Strategy,
} from '@tune/core';
import { expect, test } from 'vitest';
import type { Design } from './design.ts';
import { endedTrials, pause, run, unit } from './experiment.test-util.ts';
import type { CompareOptions } from './options.ts';
import type { Comparison } from './comparison.ts';

/** Walks through these values. */
const sweep = (...values: number[]): Strategy => ({
  name: 'sweep',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  async suggest({ history }) {
    const x = values[history.ended.length]!;
    await pause();
    return [{ point: { x } }];
  },
});

/** Keeps what its test was asked; the test is worth a tenth less. */
function tested(score = (x: number) => x * 0.9) {
  const asked: { x: number; seed: number }[] = [];
  const objective: Objective = {
    name: 'tested',
    direction: 'maximize',
    space: unit,
    async evaluate({ x }) {
      await pause();
      return x as number;
    },
    test: () => ({
      ...objective,
      description: 'other data',
      samples: 100,
      async evaluate(point, { seed }) {
        const x = point['x'] as number;
        await pause();
        asked.push({ x, seed });
        return score(x);
      },
    }),
  };
  return { objective, asked };
}

const designOf = (objective: Objective): Design => ({
  objective,
  contenders: [
    { label: 'grid', strategy: sweep(0, 0.9, 0.3, 0.2) },
    { label: 'twin', strategy: sweep(0.1, 0.9, 0.3, 0.2) },
    { label: 'random', strategy: sweep(0.5, 0.4, 0.8, 0.6) },
  ],
  trials: 4,
  repeats: 2,
  seed: 1,
});

const runOf = (objective: Objective, options: CompareOptions = {}) =>
  run(designOf(objective), options);

/** Label, repeat and choice of all runs. */
const choicesOf = ({ strategies }: Comparison) =>
  strategies.flatMap(({ name, choices = [] }) =>
    choices.map((choice, index) => ({ label: name, repeat: index + 1, choice })),
  );

test('the choice of each run is tested once, with its point and seed, and is what is judged', async () => {
  const { objective, asked } = tested();
  const { events, comparison } = await runOf(objective);
  expect(comparison).toMatchObject({ judgedBy: 'test', testDescription: 'other data' });
  const choices = choicesOf(comparison);
  expect(choices).toHaveLength(6);
  // grid and twin chose the same point in each repeat: one evaluation answers for both.
  expect(asked).toHaveLength(4);
  for (const { label, repeat, choice } of choices) {
    const trials = endedTrials(events, label, repeat);
    const best = Math.max(...trials.map((trial) => trial.value!));
    expect(choice).toEqual({ point: { x: best }, search: best, score: best * 0.9 });
    const { seed } = trials.find((trial) => trial.value === best)!;
    expect(asked).toContainEqual({ x: best, seed });
  }
  const [grid, , random] = comparison.strategies;
  expect(grid).toMatchObject({ values: [0.81, 0.81], median: 0.81, searchMedian: 0.9 });
  expect(grid!.optimism).toBeCloseTo(0.09, 12);
  expect(random).toMatchObject({ best: [0.8, 0.8], bestPoint: { x: 0.8 }, searchMedian: 0.8 });
  expect(comparison.verdict.rope).toBe(0.005);
});

test('the tests are events after the last trial, before the comparison', async () => {
  const { events, comparison } = await runOf(tested().objective);
  const types = events.map(({ type }) => type);
  expect(types.lastIndexOf('trial-ended')).toBeLessThan(types.indexOf('test-started'));
  expect(types.at(-1)).toBe('comparison');
  expect(types.filter((type) => type === 'test-started')).toHaveLength(4);
  const told = events.filter((event) => event.type === 'tested');
  expect(told).toHaveLength(6);
  expect(told[0]).toEqual({
    ...{ type: 'tested', label: 'grid', repeat: 1, description: 'other data', samples: 100 },
    ...{ ...comparison.strategies[0]!.choices![0]!, interval: expect.any(Object) as object },
  });
});

test('a test that fails has its reason, and is worse than every value', async () => {
  const { comparison } = await runOf(tested((x) => (x > 0.85 ? NaN : x)).objective);
  const [grid, , random] = comparison.strategies;
  expect(grid).toMatchObject({ values: [null, null], median: null });
  expect(grid!.choices![0]).toMatchObject({
    score: null,
    reason: expect.stringContaining('NaN') as string,
  });
  expect(random).toMatchObject({ values: [0.8, 0.8] });
  expect(comparison).toMatchObject({ leader: 'random', wholeRepeats: 2 });
});

test('nothing is tested after an abort: the values of the search are shown, and nothing is claimed', async () => {
  const stop = new AbortController();
  const { objective, asked } = tested();
  const { comparison, isComplete } = await runOf(objective, {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === 'trial-ended' && event.repeat === 2) stop.abort('enough');
    },
  });
  expect(asked).toEqual([]);
  expect(comparison).toMatchObject({ judgedBy: 'search', wholeRepeats: 0 });
  expect(comparison.strategies[0]).not.toHaveProperty('choices');
  expect(comparison.verdict.pairs[0]).toMatchObject({ repeats: 0, answer: 'unknown' });
  expect(isComplete).toBe(false);
});

test('a test that is cut off is made when the comparison goes on; those that are stored are not made again', async () => {
  const storage = memoryStorage();
  const stop = new AbortController();
  const { objective, asked } = tested();
  let started = 0;
  const cut = await runOf(objective, {
    storage,
    signal: stop.signal,
    onEvent: ({ type }) => {
      if (type === 'test-started' && ++started === 2) stop.abort('enough');
    },
  });
  expect(cut.isComplete).toBe(false);
  expect(cut.comparison).toMatchObject({ judgedBy: 'test', wholeRepeats: 0 });
  const before = asked.length;
  expect(before).toBeLessThan(3);
  const { comparison, isComplete } = await runOf(objective, { storage });
  expect(isComplete).toBe(true);
  expect(comparison.wholeRepeats).toBe(2);
  const count = asked.length;
  expect(count).toBeLessThanOrEqual(5);
  expect(new Set(asked.map(({ x, seed }) => `${x} ${seed}`)).size).toBe(4);
  const again = await runOf(objective, { storage });
  expect(again.comparison).toEqual(comparison);
  expect(asked).toHaveLength(count);
});

test('an objective without a test is judged by its search', async () => {
  const { test: _, ...without } = tested().objective;
  const { events, comparison } = await runOf(without);
  expect(comparison.judgedBy).toBe('search');
  expect(events.some(({ type }) => type === 'test-started')).toBe(false);
});

test('tests run on the executor that is opened for them, after the other one is closed', async () => {
  const { objective } = tested();
  const calls: string[] = [];
  const jobs: Job[] = [];
  const watched = (name: string, of: Objective): Executor => {
    const executor = inProcessExecutor(of);
    return {
      ...executor,
      run(job, context) {
        if (name === 'tests') jobs.push(job);
        return executor.run(job, context);
      },
      async close() {
        await executor.close();
        if (calls.at(-1) !== `${name} closed`) calls.push(`${name} closed`);
      },
    };
  };
  const reference = { module: 'm', export: 'e', version: '1', options: {} };
  await runOf(
    { ...objective, reference },
    {
      executor: watched('trials', objective),
      openTest(test) {
        calls.push('tests opened');
        return watched('tests', test);
      },
    },
  );
  expect(calls.slice(0, 3)).toEqual(['trials closed', 'tests opened', 'tests closed']);
  expect(jobs).toHaveLength(4);
  expect(jobs[0]).toMatchObject({
    study: 'tested/grid/1/test-4',
    ...{ trial: 1, attempt: 1, objective: { ...reference, isTest: true }, point: { x: 0.9 } },
  });
});

test('what a strategy recommends is tested, also a point that it did not try', async () => {
  const { objective, asked } = tested();
  const advised = (x: number): Strategy => ({
    ...sweep(0, 0.9, 0.3, 0.2),
    recommend: async ({ history }) => {
      await pause();
      return { x: history.ended.length === 4 ? x : 0 };
    },
  });
  const contenders = [
    { label: 'careful', strategy: advised(0.3) },
    { label: 'bold', strategy: advised(0.95) },
  ];
  const { comparison } = await run({ ...designOf(objective), contenders });
  expect(comparison.strategies).toMatchObject([
    { choices: [{ point: { x: 0.3 }, search: 0.3 }, {}], optimism: expect.closeTo(0.03) as number },
    { choices: [{ point: { x: 0.95 }, search: null }, {}], optimism: null, best: [0.9, 0.9] },
  ]);
  expect(asked.map(({ x }) => x)).toEqual([0.3, 0.95, 0.3, 0.95]);
  expect(comparison.leader).toBe('bold');
});

test('a strategy whose recommendation throws is left out of the verdict, and says so', async () => {
  const { objective } = tested();
  const broken: Strategy = {
    ...sweep(0.1, 0.2, 0.3, 0.4),
    recommend: async () => Promise.reject(new Error('no idea')),
  };
  const contenders = [
    { label: 'broken', strategy: broken },
    { label: 'good', strategy: sweep(0.1, 0.2, 0.3, 0.4) },
  ];
  const { events, comparison, isComplete } = await run({ ...designOf(objective), contenders });
  expect(events.filter(({ type }) => type === 'strategy-failed')).toMatchObject([
    { label: 'broken', repeat: 1, error: { message: 'no idea' } },
  ]);
  expect(comparison).toMatchObject({ leader: 'good', wholeRepeats: 2 });
  expect(isComplete).toBe(false);
});

test('choices of an objective without a test are evaluated more often, with the same new seeds for all', async () => {
  const asked: { x: number; seed: number }[] = [];
  const noisy: Objective = {
    ...{ name: 'noisy', direction: 'maximize', space: unit },
    async evaluate({ x }, { seed }) {
      await pause();
      asked.push({ x: x as number, seed });
      return (x as number) + (seed % 1000) / 1000;
    },
  };
  const storage = memoryStorage();
  const design = { ...designOf(noisy), confirm: 3 };
  const { comparison, events } = await run(design, { storage });
  expect(comparison).toMatchObject({
    ...{ judgedBy: 'confirm', testDescription: '3 more evaluations' },
  });
  const trained = asked.slice(0, 24).map(({ seed }) => seed);
  const confirmed = asked.slice(24);
  for (const { seed } of confirmed) expect(trained).not.toContain(seed);
  for (const { label, repeat, choice } of choicesOf(comparison)) {
    const best = Math.max(...endedTrials(events, label, repeat).map(({ value }) => value!));
    expect(choice!.search).toBe(best);
  }
  const { score, point } = comparison.strategies[0]!.choices![0]!;
  const values = confirmed
    .filter(({ x }) => x === point['x'])
    .slice(0, 3)
    .map(({ x, seed }) => x + (seed % 1000) / 1000);
  expect(new Set(values).size).toBe(3);
  expect(score).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 3, 12);
  const count = asked.length;
  expect((await run(design, { storage })).comparison).toEqual(comparison);
  // Two more for each choice, not five.
  await run({ ...design, confirm: 5 }, { storage });
  expect(asked.length - count).toBe(((count - 24) / 3) * 2);
});
