import { expect, test } from 'vitest';
import {
  inProcessExecutor,
  memoryStorage,
  readStudy,
  TuneError,
  type Executor,
  type Outcome,
  type RunEvent,
  type Storage,
  type Strategy,
} from '../index.ts';
import { coreError } from '../plugin.ts';
import {
  pause,
  slowStorage,
  square,
  statesOf,
  studyOf,
  uniform,
  until,
  wait,
  type Given,
} from '../study/study.test-util.ts';

const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });

/** An objective of so many milliseconds that stops when it is told to; `running` counts its evaluations. */
function stoppable(ms: number) {
  const objective = {
    ...square(async ({ x }, { signal }) => {
      objective.running += 1;
      try {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(resolve, ms);
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            reject(signal.reason);
          });
        });
        return x;
      } finally {
        objective.running -= 1;
      }
    }),
    running: 0,
  };
  return objective;
}

/** Nothing runs, in the study or in its storage; the next optimize ends all trials. */
async function expectGoesOn(storage: Storage, given: Given, size: number): Promise<void> {
  const stored = (await readStudy(storage, 's'))!;
  expect(statesOf(stored)).not.toContain('running');
  const again = await study({ storage, ...given });
  const before = again.trials.map(({ point, seed }) => ({ point, seed }));
  await again.optimize(square());
  expect(statesOf(again)).toEqual(Array.from({ length: size }, () => 'complete'));
  const after = again.trials.map(({ point, seed }) => ({ point, seed }));
  expect(after.slice(0, before.length)).toEqual(before);
}

test('an abort cancels what runs; it waits, and the next call runs it', async () => {
  const storage = memoryStorage();
  const controller = new AbortController();
  const objective = stoppable(1000);
  const s = await study({ storage, budget: { trials: 3 } });
  const events: RunEvent[] = [];
  const optimizing = s.optimize(objective, {
    ...{ signal: controller.signal, concurrency: 2 },
    onEvent: (event) => void events.push(event),
  });
  await until(() => objective.running === 2);
  controller.abort('enough');
  const summary = await optimizing;
  expect(objective.running).toBe(0);
  expect(summary).toMatchObject({ reason: 'aborted', complete: 0, failed: 0, pruned: 0 });
  expect(events.at(-1)).toMatchObject({ type: 'trial-ended', trial: { state: 'waiting' } });
  expect(s.trials[0]!.interruption).toEqual({
    ...{ state: 'cancelled', reason: 'enough', retryable: true },
  });
  // They keep their places in the budget.
  expect(s.remaining).toBe(1);
  expect(await s.optimize(square(), { signal: controller.signal })).toMatchObject({
    reason: 'aborted',
  });
  await s.optimize(square());
  expect(s.trials.map(({ state, attempt }) => [state, attempt])).toEqual([
    ['complete', 2],
    ['complete', 2],
    ['complete', 1],
  ]);
});

test('an abort while the strategy works is an aborted call', async () => {
  const controller = new AbortController();
  const slow: Strategy = { ...uniform, suggest: () => new Promise(() => undefined) };
  const s = await study({ strategy: slow, budget: { trials: 3 } });
  const optimizing = s.optimize(square(), { signal: controller.signal });
  await wait(10);
  controller.abort();
  expect(await optimizing).toMatchObject({ reason: 'aborted' });
  expect(s.size).toBe(0);
});

test('an objective that ignores the abort is left behind after the grace time', async () => {
  const controller = new AbortController();
  const deaf = square(() => new Promise<number>(() => undefined));
  const executor = inProcessExecutor(deaf as never, { graceMs: 20 });
  const s = await study({ budget: { trials: 1 } });
  const optimizing = s.optimize(deaf, { executor, signal: controller.signal });
  await wait(10);
  controller.abort();
  expect(await optimizing).toMatchObject({ reason: 'aborted' });
  expect(statesOf(s)).toEqual(['waiting']);
  await executor.close();
});

test('a strategy that throws ends the search with its error, and nothing is left running', async () => {
  const storage = memoryStorage();
  let calls = 0;
  const failing: Strategy = {
    ...uniform,
    suggest: async (ask) => {
      await pause();
      if (++calls === 3) throw new TuneError('MY_STRATEGY', 'boom');
      return uniform.suggest({ ...ask, count: 1 });
    },
  };
  const s = await study({ storage, strategy: failing, budget: { trials: 8 } });
  const objective = stoppable(1000);
  const optimizing = s.optimize(objective, { concurrency: 3 });
  await expect(optimizing).rejects.toMatchObject({ code: 'MY_STRATEGY' });
  expect(objective.running).toBe(0);
  expect(statesOf(s)).toEqual(['waiting', 'waiting']);
  await expectGoesOn(storage, { budget: { trials: 8 } }, 8);
});

test.each<[string, RunEvent['type'], number]>([
  ['at the start of a trial', 'trial-started', 2],
  ['at a report', 'trial-reported', 3],
  ['at the end of a trial', 'trial-ended', 2],
])('a listener that throws %s ends the search with its error', async (_, type, count) => {
  for (const isAsync of [false, true]) {
    const storage = memoryStorage();
    const s = await study({ storage, budget: { trials: 8 } });
    let seen = 0;
    let running = 0;
    const objective = square(async ({ x }, { report, signal }) => {
      running += 1;
      for (let step = 1; step <= 5 && !signal.aborted; step++) {
        await wait(2 + 3 * x);
        report(step, x);
      }
      running -= 1;
      if (signal.aborted) throw signal.reason;
      return x;
    });
    const throwAt = (event: RunEvent): void => {
      if (event.type === type && ++seen === count) throw new TuneError('MY_LISTENER', 'boom');
    };
    const onEvent = isAsync ? async (event: RunEvent) => throwAt(event) : throwAt;
    const optimizing = s.optimize(objective, { concurrency: 3, onEvent });
    await expect(optimizing).rejects.toMatchObject({ code: 'MY_LISTENER' });
    expect(running).toBe(0);
    expect(statesOf(s)).toContain('waiting');
    await expectGoesOn(storage, { budget: { trials: 8 } }, 8);
  }
});

test('leaving the events early changes nothing', async () => {
  const s = await study({ budget: { trials: 10 } });
  const optimizing = s.optimize(square(), { concurrency: 4 });
  let ended = 0;
  for await (const event of s.events()) if (event.type === 'trial-ended' && ++ended === 2) break;
  expect(await optimizing).toMatchObject({ complete: 10 });
  expect(s.isOver).toBe(true);
});

test('a slow reader of events holds nothing up and misses nothing', async () => {
  const s = await study({ budget: { trials: 8 } });
  const events = s.events();
  const seen: RunEvent['type'][] = [];
  const unread = s.events();
  const optimizing = s.optimize(square(), { concurrency: 4 });
  const reading = (async () => {
    for await (const event of events) {
      seen.push(event.type);
      await optimizing;
    }
  })();
  await optimizing;
  expect(statesOf(s)).toEqual(Array.from({ length: 8 }, () => 'complete'));
  expect(seen).toEqual(['trial-started']);
  await reading;
  expect(seen.filter((type) => type === 'trial-ended')).toHaveLength(8);
  const late: RunEvent[] = [];
  for await (const event of unread) late.push(event);
  expect(late).toHaveLength(seen.length);
});

test('a listener that takes its time holds nothing up', async () => {
  const s = await study({ budget: { trials: 8 } });
  const onEvent = (): Promise<void> => new Promise(() => undefined);
  expect(await s.optimize(square(), { concurrency: 4, onEvent })).toMatchObject({ complete: 8 });
});

/** An executor that goes wrong at its `at`-th job, in a way of its own. */
const failingExecutor = (at: number, fail: () => Promise<Outcome>): Executor => {
  const inner = inProcessExecutor(stoppable(15) as never, { concurrency: 3 });
  let jobs = 0;
  return { ...inner, run: (job, context) => (++jobs === at ? fail() : inner.run(job, context)) };
};

test.each<[string, () => Promise<Outcome>, string]>([
  ['rejects', () => Promise.reject(new TuneError('MY_QUEUE', 'lost')), 'MY_QUEUE'],
  [
    'throws',
    () => {
      throw new TuneError('MY_QUEUE', 'lost');
    },
    'MY_QUEUE',
  ],
  ['gives no outcome', async () => undefined as never, 'STUDY_OUTCOME_INVALID'],
  ['gives another thing', async () => ({ state: 'done' }) as never, 'STUDY_OUTCOME_INVALID'],
])('an executor that %s ends the search, and its trial waits', async (_, fail, code) => {
  const storage = memoryStorage();
  const s = await study({ storage, budget: { trials: 8 } });
  const executor = failingExecutor(4, fail);
  await expect(s.optimize(square(), { executor })).rejects.toMatchObject({ code });
  expect(statesOf(s)).not.toContain('running');
  await expectGoesOn(storage, { budget: { trials: 8 } }, 8);
});

test('an executor that cannot be set up ends the search before it begins', async () => {
  const s = await study({ budget: { trials: 2 } });
  const setup = async () => {
    await pause();
    throw new TuneError('MY_QUEUE', 'no connection');
  };
  const executor = { ...inProcessExecutor(square() as never), setup };
  await expect(s.optimize(square(), { executor })).rejects.toMatchObject({ code: 'MY_QUEUE' });
  const objective = { ...square(), setup };
  await expect(s.optimize(objective)).rejects.toMatchObject({ code: 'MY_QUEUE' });
  expect(s.size).toBe(0);
});

test('a closed executor is an error, and no trial runs', async () => {
  const storage = memoryStorage();
  const executor = inProcessExecutor(square() as never, { concurrency: 2 });
  await executor.close();
  const s = await study({ storage, budget: { trials: 4 } });
  await expect(s.optimize(square(), { executor })).rejects.toMatchObject({
    code: 'EXECUTOR_CLOSED',
  });
  expect(statesOf(s)).not.toContain('running');
  await expectGoesOn(storage, { budget: { trials: 4 } }, 4);
});

test('what an executor cuts off when it is closed waits', async () => {
  const storage = memoryStorage();
  const objective = stoppable(1000);
  const executor = inProcessExecutor(objective as never, { concurrency: 2 });
  const s = await study({ storage, budget: { trials: 4 } });
  const optimizing = s.optimize(objective, { executor });
  const rejected = expect(optimizing).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
  await until(() => objective.running === 2);
  await executor.close();
  await rejected;
  expect(statesOf(s)).not.toContain('cancelled');
  await expectGoesOn(storage, { budget: { trials: 4 } }, 4);
});

/** A storage that fails whenever `isDown` says so of the types of events. */
const brittle = (inner: Storage, isDown: (types: readonly string[]) => boolean): Storage => ({
  ...slowStorage(inner),
  append: async (name, events, options) => {
    await pause();
    if (isDown(events.map(({ type }) => type))) throw new TuneError('MY_DISK', 'full');
    return inner.append(name, events, options);
  },
});

test.each(['trial-started', 'trial-ended'])(
  'a storage that fails once at %s ends the search, and nothing is left running',
  async (type) => {
    const storage = memoryStorage();
    let seen = 0;
    const failing = brittle(storage, (types) => types.includes(type) && ++seen === 3);
    const s = await study({ storage: failing, budget: { trials: 8 } });
    const objective = stoppable(20);
    await expect(s.optimize(objective, { concurrency: 3 })).rejects.toMatchObject({
      code: 'MY_DISK',
    });
    expect(objective.running).toBe(0);
    expect(statesOf(s)).not.toContain('running');
    await expectGoesOn(storage, { budget: { trials: 8 } }, 8);
  },
);

test('what a storage could not take waits once it works again and the study is disposed', async () => {
  const storage = memoryStorage();
  let isDown = false;
  const s = await study({ storage: brittle(storage, () => isDown), budget: { trials: 4 } });
  const onEvent = ({ type }: RunEvent): void => {
    if (type === 'trial-ended') isDown = true;
  };
  const optimizing = s.optimize(stoppable(10), { concurrency: 2, onEvent });
  await expect(optimizing).rejects.toMatchObject({ code: 'MY_DISK' });
  isDown = false;
  await s.dispose();
  await expectGoesOn(storage, { budget: { trials: 4 } }, 4);
});

test('reports that cannot be stored end the search before the outcome is lost', async () => {
  const inner = memoryStorage();
  let isDown = true;
  const storage: Storage = {
    ...inner,
    addReports: async (name, reports) => {
      await pause();
      if (isDown) throw coreError('STORAGE_NAME_TAKEN', { name });
      return inner.addReports(name, reports);
    },
  };
  const s = await study({ storage, budget: { trials: 2 } });
  const objective = square(async ({ x }, { report }) => {
    report(1, x);
    await pause();
    return x;
  });
  await expect(s.optimize(objective)).rejects.toMatchObject({ code: 'STORAGE_NAME_TAKEN' });
  isDown = false;
  await s.dispose();
  await expectGoesOn(inner, { budget: { trials: 2 } }, 2);
});

test('a storage that is lost ends the search at once, also while a long trial runs', async () => {
  const lost = new AbortController();
  const storage: Storage = { ...memoryStorage(), lost: lost.signal };
  const s = await study({ storage });
  const objective = stoppable(60_000);
  const end = s.optimize(objective, { trials: 3 });
  await until(() => objective.running === 1);
  lost.abort(new TuneError('STORAGE_GONE', 'The file is gone.'));
  await expect(end).rejects.toMatchObject({ code: 'STORAGE_GONE' });
  expect(objective.running).toBe(0);
});

test('a trial that its executor cancels by itself is tried again, and fails after some tries', async () => {
  let runs = 0;
  const executor: Executor = {
    concurrency: 1,
    run: async () => {
      runs += 1;
      return { state: 'cancelled', reason: 'the worker was called away' };
    },
    close: async () => undefined,
  };
  const s = await study({ maxRetries: 2 });
  await s.optimize(square(), { executor, trials: 4 });
  expect(runs).toBe(4);
  expect(s.trials.map(({ state, retries }) => [state, retries])).toEqual([
    ['failed', 2],
    ['waiting', undefined],
  ]);
});

test('a strategy of one trial at a time ends where a trial that is not run here blocks it', async () => {
  const sequential: Strategy = { ...uniform, capabilities: { parallel: false, exhaustive: false } };
  const s = await study({ strategy: sequential });
  await s.ask();
  await expect(s.optimize(square(), { trials: 2 })).rejects.toMatchObject({
    code: 'STUDY_SEQUENTIAL',
  });
});
