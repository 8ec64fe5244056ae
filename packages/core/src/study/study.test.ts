import { expect, test } from 'vitest';
import {
  createStudy,
  float,
  inProcessExecutor,
  memoryStorage,
  space,
  type Ask,
  type Strategy,
  type StudyEvent,
} from './index.ts';
import { collect, square, studyOf, type Given } from './study.test-util.ts';

const uniform: Strategy = {
  name: 'uniform',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ space, rng, count }: Ask) =>
    Array.from({ length: count }, () => ({
      point: space.decode([rng.next()]),
      meta: { why: 'chance' },
    })),
};
const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });

test('spends its budget and knows the best', async () => {
  const s = await study({ budget: { trials: 12 } });
  const seen: StudyEvent[] = await collect(s.optimize(inProcessExecutor(square())));
  expect(seen.filter(({ type }) => type === 'trial-ended')).toHaveLength(12);
  expect(s.remaining).toBe(0);
  const least = Math.min(...s.trials.map(({ value }) => value!));
  expect(s.incumbent?.value).toBe(least);
  expect(s.trials[0]).toMatchObject({ number: 1, state: 'complete', meta: { why: 'chance' } });
});

test('equal seeds give equal trials; the suggestion of a trial depends on its number alone', async () => {
  const points = async (count: number) => {
    const s = await study({ seed: 5 });
    for (let asked = 0; asked < 6; asked += count) await s.ask(count);
    return s.trials.map(({ point }) => point.x);
  };
  expect(await points(1)).toEqual(await points(1));
  expect((await points(3))[0]).toBe((await points(1))[0]);
});

test('a maximizing study keeps values as they are and shows losses to the strategy', async () => {
  let shown: Ask['history'] | undefined;
  const spy: Strategy = {
    ...uniform,
    suggest: (ask) => {
      shown = ask.history;
      return uniform.suggest(ask);
    },
  };
  const s = await study({ direction: 'maximize', strategy: spy });
  for (const value of [0.5, 0.9, 0.7]) {
    const [trial] = await s.ask();
    await s.tell(trial!, { state: 'complete', values: [value] });
  }
  await s.ask();
  expect(s.incumbent?.value).toBe(0.9);
  expect(shown?.incumbent?.loss).toBe(-0.9);
});

test('failed trials are state: they count, are never best, and the study goes on', async () => {
  let calls = 0;
  const flaky = square(async () => {
    calls += 1;
    if (calls % 2 === 0) throw new Error('no luck');
    return calls === 1 ? Number.NaN : calls;
  });
  const s = await study({ budget: { trials: 6 } });
  await collect(s.optimize(inProcessExecutor(flaky)));
  expect(s.trials.map(({ state }) => state)).toEqual([
    'failed',
    'failed',
    'complete',
    'failed',
    'complete',
    'failed',
  ]);
  expect(s.incumbent?.number).toBe(3);
  expect(s.history.ended).toHaveLength(6);
});

test.each([NaN, Infinity, -Infinity, undefined as never, '1' as never])(
  'a value of %s that is told is a failure, not the best',
  async (value) => {
    const s = await study({ direction: 'maximize' });
    const [good, bad] = [...(await s.ask()), ...(await s.ask())];
    await s.tell(good!, { state: 'complete', values: [1] });
    const told = { state: 'complete', values: [value], metrics: { seconds: 3 } } as const;
    const trial = await s.tell(bad!, told);
    expect(trial.outcome).toEqual({
      state: 'failed',
      reason: `told ${value}, not a finite number`,
      metrics: { seconds: 3 },
    });
    expect(trial.value).toBeUndefined();
    // The same again is silent, as with any outcome.
    expect(await s.tell(bad!, told)).toBe(trial);
    expect(s.incumbent?.number).toBe(1);
    expect(s.history.ended.map(({ loss }) => loss)).toEqual([-1, undefined]);
  },
);

test('a value that is no number is a failure of the last try too', async () => {
  const s = await study({ maxRetries: 0 });
  const [trial] = await s.ask();
  expect((await s.tell(trial!, { state: 'complete', values: [NaN] })).state).toBe('failed');
});

test('several slots: never more trials than the budget, none asked before there is room', async () => {
  let running = 0;
  let most = 0;
  const slow = square(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 2));
    running -= 1;
    return 1;
  });
  const s = await study({ budget: { trials: 7 } });
  await collect(s.optimize(inProcessExecutor(slow, { slots: 3 })));
  expect(s.trials).toHaveLength(7);
  expect(most).toBe(3);
});

test('an abort cancels what runs, tells it, and ends', async () => {
  const controller = new AbortController();
  const endless = square((_, { signal }) => {
    setTimeout(() => controller.abort('enough'), 5);
    return new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason)),
    );
  });
  const s = await study({ budget: { trials: 3 } });
  const seen = await collect(s.optimize(inProcessExecutor(endless), { signal: controller.signal }));
  expect(seen.at(-1)).toMatchObject({ type: 'trial-ended', trial: { state: 'cancelled' } });
  // Its point is still to be evaluated: it waits, and the budget keeps a trial for it.
  expect(s.remaining).toBe(2);
  await collect(s.optimize(inProcessExecutor(square())));
  expect(s.trials.map(({ state, attempt }) => [state, attempt])).toEqual([
    ['complete', 2],
    ['complete', 1],
    ['complete', 1],
  ]);
});

test('a strategy that has no more points ends the study with an event', async () => {
  const once: Strategy = {
    ...uniform,
    suggest: async (ask) => (ask.history.ended.length > 0 ? [] : uniform.suggest(ask)),
  };
  const s = await study({ strategy: once, budget: { trials: 5 } });
  const seen = await collect(s.optimize(inProcessExecutor(square())));
  expect(seen.map(({ type }) => type)).toEqual(['trial-started', 'trial-ended', 'exhausted']);
});

test('a point outside of the space is an error with the strategy named', async () => {
  const lost: Strategy = { ...uniform, name: 'lost', suggest: async () => [{ point: { x: 7 } }] };
  const s = await study({ strategy: lost });
  await expect(s.ask()).rejects.toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The strategy "lost" suggested a point outside of the space:
      x: expected a number in 0 .. 1, but got 7]
  `);
});

test('the same outcome again is silent, another one is a conflict', async () => {
  const s = await study();
  const [trial] = await s.ask();
  await s.tell(trial!, { state: 'complete', values: [1] });
  await s.tell(trial!, { state: 'complete', values: [1] });
  await expect(s.tell(trial!, { state: 'complete', values: [2] })).rejects.toMatchObject({
    code: 'STUDY_CONFLICT',
  });
  await expect(
    s.tell({ ...trial!, number: 99 }, { state: 'complete', values: [2] }),
  ).rejects.toMatchObject({
    code: 'STUDY_TRIAL_UNKNOWN',
  });
  expect(s.trials).toHaveLength(1);
});

test('two studies on one storage never take the same number', async () => {
  const storage = memoryStorage();
  const [a, b] = [await study({ storage }), await study({ storage })];
  await Promise.all([a.ask(), b.ask(), a.ask(), b.ask()].map((asked) => asked));
  await a.refresh();
  await b.refresh();
  expect(a.trials.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(new Set(a.trials.map(({ point }) => point.x)).size).toBe(4);
  expect(b.trials).toEqual(a.trials);
});

test('a study is taken up where its storage left it', async () => {
  const whole = await study({ budget: { trials: 8 } });
  await collect(whole.optimize(inProcessExecutor(square())));
  const storage = memoryStorage();
  const first = await study({ storage, budget: { trials: 3 } });
  await collect(first.optimize(inProcessExecutor(square())));
  const second = await study({ storage, budget: { trials: 8 } });
  await collect(second.optimize(inProcessExecutor(square())));
  expect(second.trials.map(({ point, value }) => [point, value])).toEqual(
    whole.trials.map(({ point, value }) => [point, value]),
  );
});

test('another space under the same name is refused', async () => {
  const storage = memoryStorage();
  await study({ storage });
  const other = createStudy({
    name: 's',
    space: space({ y: float(0, 1) }),
    direction: 'minimize',
    strategy: uniform,
    storage,
    seed: 1,
    clock: () => 0,
  });
  await expect(other).rejects.toMatchObject({ code: 'STUDY_SPACE_CHANGED' });
});

test('equal points have equal evaluation seeds in studies that share one; a repeat has another', async () => {
  const fixed: Strategy = { ...uniform, suggest: async () => [{ point: { x: 0.5 } }] };
  const seeds = async (seed: number, evaluationSeed: number) => {
    const s = await study({ strategy: fixed, seed, evaluationSeed });
    await s.ask();
    await s.ask();
    return s.trials.map((trial) => trial.seed);
  };
  expect(await seeds(1, 9)).toEqual(await seeds(2, 9));
  expect(await seeds(1, 8)).not.toEqual(await seeds(1, 9));
  expect(new Set(await seeds(1, 9)).size).toBe(2);
});

test('budgets and counts are whole numbers of at least 1; a closed study says so', async () => {
  await expect(study({ budget: { trials: 0 } })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[TuneError: Expected a whole number of at least 1 for budget.trials, but got 0.]`,
  );
  const s = await study();
  await expect(s.ask(0)).rejects.toMatchObject({ code: 'STUDY_BUDGET_INVALID' });
  s.close();
  await expect(s.ask()).rejects.toMatchObject({ code: 'STUDY_CLOSED' });
});

test('a budget of seconds stops asking', async () => {
  const s = await study({ budget: { seconds: 1 } });
  await collect(s.optimize(inProcessExecutor(square())));
  // The clock moves 10 ms each time it is read, so the end comes soon, but not at once.
  expect(s.trials.length).toBeGreaterThan(3);
  expect(s.trials.length).toBeLessThan(60);
});

test('a strategy that gives fewer points than asked for is asked again; none is the end', async () => {
  const left = [0.1, 0.2, 0.3, 0.4, 0.5];
  const s = await study({
    budget: { trials: 10 },
    strategy: {
      ...uniform,
      suggest: async () => left.splice(0, 1).map((x) => ({ point: { x } })),
    },
  });
  const seen = await collect(s.optimize(inProcessExecutor(square(), { slots: 2 })));
  expect(s.trials).toHaveLength(5);
  expect(seen.filter(({ type }) => type === 'exhausted')).toHaveLength(1);
});

test('a trial is a record: neither the strategy nor a caller changes its point', async () => {
  const point = { x: 0.25 };
  const s = await study({ strategy: { ...uniform, suggest: async () => [{ point }] } });
  const [trial] = await s.ask();
  point.x = 0.75;
  expect(() => Object.assign(trial!.point, { x: 1 })).toThrow(TypeError);
  expect(s.trials[0]!.point).toEqual({ x: 0.25 });
});

test.each([
  ['undefined', () => undefined],
  ['a hole', async () => [null]],
  ['no point', async () => [{ x: 1 }]],
  ['a single one', async () => ({ point: { x: 1 } })],
])('a strategy that gives %s is named', async (_, suggest) => {
  const s = await study({ strategy: { ...uniform, suggest: suggest as never } });
  await expect(s.ask()).rejects.toMatchObject({
    code: 'STRATEGY_INVALID',
    message: expect.stringContaining('"uniform"'),
  });
});
