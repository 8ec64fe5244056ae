import { expect, test } from 'vitest';
import {
  createStudy,
  float,
  inProcessExecutor,
  memoryStorage,
  space,
  type Executor,
  type Objective,
  type RunEvent,
  type Strategy,
} from '../index.ts';
import {
  createPause,
  drifting,
  pause,
  slowStorage,
  square,
  statesOf,
  studyOf,
  uniform,
  unit,
  wait,
  type Given,
} from '../study/study.test-util.ts';

const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });

test('optimize runs by itself, spends the budget and knows the best', async () => {
  const s = await study({ budget: { trials: 12 } });
  const summary = await s.optimize(square());
  const least = Math.min(...s.trials.map(({ value }) => value!));
  expect(summary).toEqual({ reason: 'budget', complete: 12, failed: 0, pruned: 0, best: s.best });
  expect(s.best?.value).toBe(least);
  expect(s.remaining).toBe(0);
  expect(s.isOver).toBe(true);
  expect(s.trials[0]).toMatchObject({ number: 1, state: 'complete', meta: { why: 'chance' } });
});

test('a function is enough, also one that answers at once', async () => {
  const s = await createStudy({ space: { x: float(-5, 5) }, strategy: uniform, seed: 1 });
  const { best } = await s.optimize(({ x }) => (x - 1) ** 2, { trials: 20 });
  expect(best!.point.x).toBeTypeOf('number');
  expect(s.size).toBe(20);
});

test('events say what happens, in order, to a listener and to readers', async () => {
  const s = await study({ budget: { trials: 6 } });
  const told: RunEvent[] = [];
  const read: RunEvent[] = [];
  const events = s.events();
  const reading = (async () => {
    for await (const event of events) read.push(event);
  })();
  const objective = square(async ({ x }, { report }) => {
    report(1, x, 2);
    await pause();
    report(2, x / 2, 2);
    return x;
  });
  await s.optimize(objective, { concurrency: 3, onEvent: (event) => void told.push(event) });
  await reading;
  expect(read).toEqual(told);
  for (const { number, value } of s.trials) {
    const own = told.filter((event) =>
      'trial' in event
        ? event.trial.number === number
        : 'number' in event && event.number === number,
    );
    expect(own).toMatchObject([
      { type: 'trial-started', trial: { number, state: 'running' } },
      { type: 'trial-reported', number, step: 1, value: value!, total: 2 },
      { type: 'trial-reported', number, step: 2, value: value! / 2, total: 2 },
      { type: 'trial-ended', trial: { number, state: 'complete', value: value! } },
    ]);
  }
  let least = Infinity;
  for (const event of told) {
    if (event.type !== 'trial-ended') continue;
    expect(event.improved).toBe(event.trial.value! < least);
    least = Math.min(least, event.trial.value!);
  }
});

test('failed trials count, are never the best, and the search goes on', async () => {
  let calls = 0;
  const flaky = square(async () => {
    await pause();
    calls += 1;
    if (calls % 2 === 0) throw new Error('no luck');
    return calls === 1 ? Number.NaN : calls;
  });
  const s = await study({ budget: { trials: 6 } });
  const summary = await s.optimize(flaky);
  expect(statesOf(s)).toEqual(['failed', 'failed', 'complete', 'failed', 'complete', 'failed']);
  expect(summary).toMatchObject({ reason: 'budget', complete: 2, failed: 4 });
  expect(s.best?.number).toBe(3);
});

test('concurrency is kept, and no trial too many is asked for', async () => {
  let running = 0;
  let most = 0;
  const slow = square(async ({ x }) => {
    running += 1;
    most = Math.max(most, running);
    await pause();
    running -= 1;
    return x;
  });
  const s = await study({ budget: { trials: 20 }, storage: slowStorage(memoryStorage()) });
  await s.optimize(slow, { concurrency: 3 });
  expect(s.size).toBe(20);
  expect(most).toBe(3);
  const more = await study({ budget: { trials: 10 } });
  most = 0;
  const executor = inProcessExecutor(slow as never, { concurrency: 2 });
  await more.optimize(slow, { executor, concurrency: 5 });
  expect(most).toBe(2);
});

test('the limits of a call end the call, not the search', async () => {
  const s = await study({ budget: { trials: 10 } });
  expect(await s.optimize(square(), { trials: 4, concurrency: 3 })).toMatchObject({
    ...{ reason: 'limit', complete: 4 },
  });
  expect(s.remaining).toBe(6);
  expect(s.isOver).toBe(false);
  let now = 0;
  const timed = await study({ clock: () => now });
  const quick = await timed.optimize(
    square(async ({ x }) => {
      await pause();
      now += 300;
      return x;
    }),
    { seconds: 1 },
  );
  expect(quick).toMatchObject({ reason: 'limit', complete: 4 });
});

test.each<[string, object]>([
  ['trials', { trials: 0 }],
  ['seconds', { seconds: Number.NaN }],
  ['concurrency', { concurrency: 0 }],
  ['concurrency', { concurrency: 1.5 }],
  ['timeoutMs', { timeoutMs: 0 }],
  ['timeoutMs', { timeoutMs: Infinity }],
  ['maxFailures', { maxFailures: 0 }],
  ['executor.concurrency', { executor: { concurrency: 0, run: async () => undefined } }],
])('%s is checked: %j', async (name, options) => {
  const s = await study({ budget: { trials: 1 } });
  await expect(s.optimize(square(), options)).rejects.toMatchObject({
    ...{ code: 'STUDY_OPTION_INVALID', details: { name } },
  });
  expect(s.size).toBe(0);
  expect((await s.optimize(square())).complete).toBe(1);
});

test('an objective of another space or direction, or what is not one, is refused', async () => {
  const s = await study();
  const wide = { ...square(), space: space({ x: float(0, 2) }) };
  await expect(s.optimize(wide)).rejects.toMatchObject({ code: 'STUDY_CHANGED' });
  const up = { ...square(), direction: 'maximize' as const };
  await expect(s.optimize(up)).rejects.toMatchObject({ code: 'STUDY_CHANGED' });
  for (const other of [undefined, {}, 7, { ...square(), evaluate: 1 }]) {
    await expect(s.optimize(other as never)).rejects.toMatchObject({ code: 'OBJECTIVE_INVALID' });
  }
});

test('a study is optimized by one call at a time', async () => {
  const s = await study({ budget: { trials: 3 } });
  const first = s.optimize(square());
  await expect(s.optimize(square())).rejects.toMatchObject({ code: 'STUDY_BUSY' });
  expect((await first).complete).toBe(3);
  expect((await s.optimize(square())).reason).toBe('budget');
});

test('target, patience, a used-up space and failures in a row end the search with a reason', async () => {
  const types = async (given: Given, objective = square(), options = {}) => {
    const s = await study({ budget: { trials: 30 }, ...given });
    const seen: string[] = [];
    const onEvent = ({ type }: RunEvent) => void seen.push(type);
    const summary = await s.optimize(objective, { onEvent, concurrency: 2, ...options });
    return { s, summary, last: seen.at(-1), seen };
  };
  const good = await types({ stopping: { target: 1 } });
  expect(good).toMatchObject({ summary: { reason: 'stopped' }, last: 'stopped' });
  expect(good.s.size).toBeLessThan(5);
  const same = { ...drifting, suggest: async () => [{ point: { x: 0.5 } }] };
  const flat = await types({ stopping: { patience: 3 }, strategy: same });
  expect(flat).toMatchObject({ summary: { reason: 'stopped' }, last: 'stopped' });
  expect(flat.s.stopReason).toBe('no better value in 3 trials');
  const left = [0.1, 0.2, 0.3, 0.4, 0.5];
  const few: Strategy = {
    ...uniform,
    // One at a time, whatever is asked for: that is not the end.
    suggest: async () => {
      await pause();
      return left.splice(0, 1).map((x) => ({ point: { x } }));
    },
  };
  const five = space({ x: float(0.1, 0.5, { step: 0.1 }) });
  const onFive = { ...square(), space: five };
  const used = await types({ strategy: few, space: five }, onFive, { concurrency: 3 });
  expect(used).toMatchObject({ summary: { reason: 'exhausted', complete: 5 }, last: 'exhausted' });
  expect(used.seen.filter((type) => type === 'exhausted')).toHaveLength(1);
  expect(used.s.isOver).toBe(true);
  const broken = square(async () => {
    await pause();
    throw new Error('no luck');
  });
  const failed = await types({}, broken, { maxFailures: 3 });
  expect(failed).toMatchObject({ summary: { reason: 'failures' } });
  expect(failed.seen.filter((type) => type === 'gave-up')).toHaveLength(1);
  expect(failed.s.size).toBeLessThan(5);
});

test('a strategy without parallel runs one trial at a time, to the end of the budget', async () => {
  const storage = slowStorage(memoryStorage(), createPause(7));
  let running = 0;
  let most = 0;
  const sequential = { ...uniform, capabilities: { parallel: false, exhaustive: false } };
  const s = await study({ strategy: sequential, storage, budget: { trials: 25 } });
  const slow = square(async ({ x }) => {
    most = Math.max(most, ++running);
    await pause();
    running -= 1;
    return x;
  });
  expect(await s.optimize(slow, { concurrency: 3 })).toMatchObject({ complete: 25 });
  expect(most).toBe(1);
});

test('a failure that may pass is run again, also when nothing else is left', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const wait = createPause(seed);
    const storage = slowStorage(memoryStorage(), () => wait(2));
    const tried = new Set<number>();
    const s = await study({ storage, budget: { trials: 3 }, maxRetries: 1 });
    const executor: Executor = {
      concurrency: 2,
      run: async ({ trial, point }) => {
        await wait(2);
        if (tried.has(trial)) return { state: 'complete', values: [point['x'] as number] };
        tried.add(trial);
        return { state: 'failed', reason: 'no memory', retryable: true };
      },
      close: async () => undefined,
    };
    const summary = await s.optimize(square(), { executor });
    expect(summary).toMatchObject({ reason: 'budget', complete: 3 });
    expect(s.trials.map(({ state, attempt }) => [state, attempt])).toEqual([
      ['complete', 2],
      ['complete', 2],
      ['complete', 2],
    ]);
  }
});

test('setup and dispose of strategy, objective and executor are called once', async () => {
  const calls: string[] = [];
  const objective: Objective<{ x: number }> = {
    ...square(),
    setup: async () => {
      calls.push('objective.setup');
      return [];
    },
    dispose: async () => void calls.push('objective.dispose'),
  };
  const strategy: Strategy = {
    ...uniform,
    setup: async () => {
      calls.push('strategy.setup');
      await pause();
      return [];
    },
  };
  const s = await study({ strategy, budget: { trials: 6 } });
  await s.optimize(objective, { concurrency: 3, trials: 3 });
  expect(calls).toEqual(['objective.setup', 'strategy.setup', 'objective.dispose']);
  calls.length = 0;
  const executor = inProcessExecutor(objective as never);
  await s.optimize(objective, { executor, trials: 1 });
  await s.optimize(objective, { executor, trials: 1 });
  await s.ask();
  // An executor that was handed in stays open; the strategy has been set up.
  expect(calls).toEqual(['objective.setup']);
  await executor.close();
  await executor.close();
  expect(calls).toEqual(['objective.setup', 'objective.dispose']);
});

test('two studies share an executor without taking each other’s outcomes', async () => {
  const objective = square(async ({ x }) => {
    await pause();
    return x;
  });
  const executor = inProcessExecutor(objective as never, { concurrency: 4 });
  const fixed = { ...uniform, suggest: async () => [{ point: { x: 0.9 } }] };
  // The same name in two storages, the same seed: only the identity of the studies differs.
  const [a, b] = [
    await study({ budget: { trials: 6 } }),
    await study({ budget: { trials: 6 }, strategy: fixed }),
  ];
  await Promise.all([
    a.optimize(objective, { executor, concurrency: 2 }),
    b.optimize(objective, { executor, concurrency: 2 }),
  ]);
  for (const s of [a, b]) {
    expect(s.trials.map(({ value }) => value)).toEqual(s.trials.map(({ point }) => point.x));
  }
  await executor.close();
});

test('a semaphore decides whose turn it is', async () => {
  let free = 1;
  const waiting: (() => void)[] = [];
  let most = 0;
  let held = 0;
  const semaphore = {
    acquire: async (signal: AbortSignal) => {
      signal.throwIfAborted();
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      most = Math.max(most, ++held);
      return () => {
        held -= 1;
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      };
    },
  };
  const [a, b] = [await study({ budget: { trials: 5 } }), await study({ budget: { trials: 5 } })];
  await Promise.all([a, b].map((s) => s.optimize(square(), { semaphore, concurrency: 2 })));
  expect(a.size + b.size).toBe(10);
  expect(most).toBe(1);
  expect([free, held]).toEqual([1, 0]);
});

test('points and values do not depend on the storage’s or the objective’s pace', async () => {
  const table = async (seed: number) => {
    const wait = createPause(seed);
    const storage = slowStorage(memoryStorage(), wait);
    const s = await studyOf({ storage, budget: { trials: 10 } });
    await s.optimize(square(async ({ x }) => wait().then(() => (x - 0.3) ** 2)));
    return s.trials.map(({ point, value, seed }) => ({ point, value, seed }));
  };
  expect(await table(1)).toEqual(await table(2));
  expect(unit.faults((await table(1))[0]!.point)).toEqual([]);
  await wait(0);
});

test('a trial that another study object of this process holds is not waited for', async () => {
  const given = { storage: memoryStorage(), lease: { holder: 'this process', ms: 60_000 } };
  const forgotten = await studyOf({ ...given, budget: { trials: 3 } });
  await forgotten.ask();
  const s = await studyOf({ ...given, budget: { trials: 3 } });
  const { complete, reason } = await s.optimize(square());
  expect([complete, reason, s.pending]).toEqual([2, 'budget', 1]);
  await forgotten.dispose();
});
