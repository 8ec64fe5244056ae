import {
  inProcessExecutor,
  memoryStorage,
  readStudy,
  type EnvironmentInfo,
  type Objective,
  type Strategy,
} from '@tune/core';
import { expect, test } from 'vitest';
import { around, designOf, distance, pause, run } from './experiment.test-util.ts';

const info = (label: string, value: string, affectsResults = true): EnvironmentInfo =>
  affectsResults ? { label, value, affectsResults } : { label, value };

/** A strategy and an objective that count their calls. */
function counting(infos: Readonly<Record<string, readonly EnvironmentInfo[]>> = {}) {
  const calls: string[] = [];
  const setUp = (name: string) => async () => {
    await pause();
    calls.push(`${name} set up`);
    return infos[name] ?? [];
  };
  const strategy = (name: string): Strategy => ({ ...around(0.5), name, setup: setUp(name) });
  const objective: Objective = {
    ...distance(),
    setup: setUp('objective'),
    dispose: async () => void calls.push('objective disposed'),
    async evaluate() {
      calls.push('evaluated');
      return 1;
    },
  };
  return { calls, strategy, objective };
}

test('the objective and each strategy are set up once, before the first trial', async () => {
  const { calls, strategy, objective } = counting();
  const twice = strategy('twice');
  const contenders = [
    { label: 'a', strategy: strategy('one') },
    { label: 'b', strategy: twice },
    { label: 'c', strategy: twice },
  ];
  await run(designOf({ objective, contenders, repeats: 2, trials: 2 }));
  expect(calls).toEqual([
    'objective set up',
    'one set up',
    'twice set up',
    ...Array<string>(12).fill('evaluated'),
    'objective disposed',
  ]);
});

test('what is set up is told before the first trial, equal lines once', async () => {
  const lines = {
    objective: [info('backend', 'wasm')],
    one: [info('kernel', 'f64')],
    two: [info('kernel', 'f64'), info('threads', '2', false)],
  };
  const { strategy, objective } = counting(lines);
  const contenders = ['one', 'two'].map((label) => ({ label, strategy: strategy(label) }));
  const { events } = await run(designOf({ objective, contenders, repeats: 1 }));
  const environment = [info('backend', 'wasm'), info('kernel', 'f64'), info('threads', '2', false)];
  expect(events[0]).toEqual({ type: 'ready', environment });
});

test('a run is stored with what its results may depend on', async () => {
  const lines = {
    objective: [info('backend', 'wasm')],
    one: [info('kernel', 'f64'), info('threads', '2', false)],
    two: [info('kernel', 'f32')],
  };
  const { strategy, objective } = counting(lines);
  const contenders = ['one', 'two'].map((label) => ({ label, strategy: strategy(label) }));
  const storage = memoryStorage();
  const environment = { file: 'a1b2' };
  await run(designOf({ objective, contenders, repeats: 1 }), { storage, environment });
  const stored = async (name: string) => (await readStudy(storage, name))!.created.environment;
  expect(await stored('distance/one/1')).toEqual({ file: 'a1b2', backend: 'wasm', kernel: 'f64' });
  expect(await stored('distance/two/1')).toEqual({ file: 'a1b2', backend: 'wasm', kernel: 'f32' });
});

test('a run that resumes in another environment says so', async () => {
  const storage = memoryStorage();
  const contenders = [{ label: 'a', strategy: around(0.5) }];
  const design = (backend: string, trials: number) =>
    designOf({
      objective: counting({ objective: [info('backend', backend)] }).objective,
      contenders,
      trials,
      repeats: 1,
    });
  await run(design('wasm', 2), { storage });
  const { events } = await run(design('tensorflow', 4), { storage });
  expect(events).toContainEqual(
    expect.objectContaining({
      type: 'resumed',
      label: 'a',
      trials: 2,
      ended: 2,
      changes: [{ label: 'backend', before: 'wasm', now: 'tensorflow' }],
    }),
  );
});

test('progress of the set-up is told', async () => {
  const told: string[] = [];
  const strategy: Strategy = {
    ...around(0.5),
    async setup({ progress }) {
      progress('compiling');
      return [];
    },
  };
  await run(designOf({ contenders: [{ label: 'a', strategy }], repeats: 1 }), {
    progress: (message) => told.push(message),
  });
  expect(told).toEqual(['compiling']);
});

test('a set-up that fails ends the comparison before the first trial', async () => {
  const { calls, strategy, objective } = counting();
  const broken: Strategy = {
    ...strategy('broken'),
    setup: () => Promise.reject(new Error('no compiler')),
  };
  const storage = memoryStorage();
  const design = designOf({ objective, contenders: [{ label: 'broken', strategy: broken }] });
  await expect(run(design, { storage })).rejects.toThrow('no compiler');
  expect(calls).toEqual(['objective set up', 'objective disposed']);
  expect(await readStudy(storage, 'distance/broken/1')).toBeUndefined();
});

test('an abort during the set-up rejects with its reason, also if the set-up ignores it', async () => {
  const stop = new AbortController();
  const deaf: Strategy = { ...around(0.5), setup: () => new Promise(() => undefined) };
  setTimeout(() => stop.abort('enough'), 5);
  const design = designOf({ contenders: [{ label: 'deaf', strategy: deaf }] });
  await expect(run(design, { signal: stop.signal })).rejects.toBe('enough');
  await expect(run(designOf(), { signal: stop.signal })).rejects.toBe('enough');
});

test('an abort during a set-up that ends well rejects too', async () => {
  const stop = new AbortController();
  const strategy: Strategy = {
    ...around(0.5),
    async setup() {
      stop.abort('enough');
      await pause();
      return [];
    },
  };
  const told: string[] = [];
  const running = run(designOf({ contenders: [{ label: 'a', strategy }] }), {
    signal: stop.signal,
    onEvent: ({ type }) => told.push(type),
  });
  await expect(running).rejects.toBe('enough');
  expect(told).toEqual([]);
});

test('a listener of the progress that throws stops the comparison', async () => {
  const strategy: Strategy = {
    ...around(0.5),
    async setup({ progress }) {
      progress('compiling');
      return [];
    },
  };
  const running = run(designOf({ contenders: [{ label: 'a', strategy }] }), {
    progress() {
      throw new Error('no terminal');
    },
  });
  await expect(running).rejects.toThrow('no terminal');
});

test('an executor that is passed is closed, whatever the end is', async () => {
  for (const bad of [{ repeats: 1 }, { repeats: 0 }]) {
    const executor = inProcessExecutor(distance());
    await run(designOf(bad), { executor }).catch(() => undefined);
    const job = { id: 'a/1/1', study: 'a', trial: 1, attempt: 1, point: { x: 1 }, seed: 1 };
    const context = { signal: new AbortController().signal, report: () => undefined };
    await expect(executor.run(job, context)).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
  }
});
