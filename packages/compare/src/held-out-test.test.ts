import {
  inProcessExecutor,
  type Executor,
  type Job,
  type Objective,
  type Strategy,
} from '@tune/core';
import { expect, test } from 'vitest';
import type { Design } from './design.ts';
import { endedTrials, pause, run, unit } from './experiment.test-util.ts';
import type { CompareOptions } from './options.ts';

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

test('the best trial of each strategy is tested once, with its point and seed', async () => {
  const { objective, asked } = tested();
  const { events, tests } = await runOf(objective);
  expect(tests.map(({ label }) => label)).toEqual(['grid', 'twin', 'random']);
  // grid and twin chose the same point: one evaluation answers for both.
  expect(asked).toHaveLength(2);
  for (const { label, chosenBy, value, interval, samples, point } of tests) {
    const trials = [1, 2].flatMap((repeat) => endedTrials(events, label, repeat));
    const best = Math.max(...trials.map((trial) => trial.value!));
    expect(chosenBy).toBe(best);
    expect(point['x']).toBe(best);
    expect(value).toBe(best * 0.9);
    expect(samples).toBe(100);
    expect(interval!.low).toBeLessThan(value!);
    const { seed } = trials.find((trial) => trial.value === best)!;
    expect(asked).toContainEqual({ x: best, seed });
  }
});

test('the tests are events after the last trial, before the comparison', async () => {
  const { events, tests } = await runOf(tested().objective);
  expect(events.slice(-6).map(({ type }) => type)).toEqual([
    ...['test-started', 'tested', 'tested', 'test-started', 'tested', 'comparison'],
  ]);
  const told = events.filter((event) => event.type === 'tested');
  expect(told).toEqual(tests.map((one) => ({ type: 'tested', ...one })));
});

test('a test that fails is told with its reason, and the comparison stands', async () => {
  const { tests, comparison } = await runOf(tested(() => NaN).objective);
  expect(tests[0]).toMatchObject({
    value: null,
    reason: expect.stringContaining('NaN') as string,
  });
  expect(comparison.leader).toEqual(expect.any(String));
});

test('nothing is tested after an abort', async () => {
  const stop = new AbortController();
  const { objective, asked } = tested();
  const { tests } = await runOf(objective, {
    signal: stop.signal,
    onEvent: ({ type }) => {
      if (type === 'trial-ended') stop.abort('enough');
    },
  });
  expect(asked).toEqual([]);
  expect(tests).toEqual([]);
});

test('a test that is cut off is not told', async () => {
  const stop = new AbortController();
  const { events, tests } = await runOf(tested().objective, {
    signal: stop.signal,
    openTest: (test) =>
      inProcessExecutor({ ...test, evaluate: () => new Promise(() => undefined) }, { graceMs: 5 }),
    onEvent: ({ type }) => {
      if (type === 'test-started') setTimeout(() => stop.abort('enough'));
    },
  });
  expect(tests).toEqual([]);
  expect(events.map(({ type }) => type).slice(-2)).toEqual(['test-started', 'comparison']);
});

test('an objective without a test has none', async () => {
  const { test: _, ...without } = tested().objective;
  const { events, tests } = await runOf(without);
  expect(tests).toEqual([]);
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
  expect(jobs).toHaveLength(2);
  expect(jobs[0]).toMatchObject({
    id: 'tested/grid/1/test/2/1',
    study: 'tested/grid/1/test',
    trial: 2,
    attempt: 1,
    objective: { ...reference, isTest: true },
    point: { x: 0.9 },
  });
});
