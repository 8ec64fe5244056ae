import { expect, test } from 'vitest';
import { int, memoryStorage, space, TuneError, type Ask, type Strategy } from '../index.ts';
import {
  complete,
  createPause,
  pause,
  slowStorage,
  statesOf,
  studyOf,
  uniform,
  wait,
  type Given,
} from './study.test-util.ts';

const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });

/** A strategy whose every suggestion takes a given time; `calls` counts them. */
const slowly = (ms: number) => {
  const strategy: Strategy & { calls: number } = {
    ...uniform,
    calls: 0,
    async suggest(ask) {
      strategy.calls += 1;
      await wait(ms);
      return uniform.suggest(ask);
    },
  };
  return strategy;
};

test('asks at the same time begin different trials', async () => {
  const s = await study();
  const asked = await Promise.all(Array.from({ length: 8 }, () => s.ask()));
  expect(asked.map((trial) => trial!.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(new Set(asked.map((trial) => trial!.point.x)).size).toBe(8);
  expect(new Set(asked.map((trial) => trial!.token)).size).toBe(8);
  for (const trial of asked) await s.tell(trial!, trial!.number);
  expect(s.trials.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('studies on one storage never begin a trial twice', async () => {
  const storage = slowStorage(memoryStorage());
  const studies = await Promise.all(
    [1, 2, 3].map(() => study({ storage, budget: { trials: 30 } })),
  );
  const begun: number[] = [];
  const work = async (s: (typeof studies)[number], seed: number) => {
    const wait = createPause(seed);
    for (;;) {
      const trial = await s.ask();
      if (trial === undefined) return;
      begun.push(trial.number);
      await wait();
      await s.tell(trial, trial.point.x);
    }
  };
  await Promise.all(studies.flatMap((s, index) => [work(s, index), work(s, index + 10)]));
  expect(begun.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
  await Promise.all(studies.map((s) => s.sync()));
  const [a, ...others] = studies;
  expect(new Set(a!.trials.map(({ point }) => point.x)).size).toBe(30);
  expect(statesOf(a!)).toEqual(Array.from({ length: 30 }, () => 'complete'));
  for (const other of others) expect(other.trials).toEqual(a!.trials);
});

test.each(['the same study', 'another study'])(
  'a point that %s enqueues during an ask is the next trial',
  async (who) => {
    const storage = memoryStorage();
    const a = await study({ storage, strategy: slowly(20) });
    const b = who === 'the same study' ? a : await study({ storage });
    const asking = a.ask();
    await wait(5);
    const waiting = await b.enqueue({ x: 0.125 });
    const asked = await asking;
    expect(asked).toMatchObject({ number: 1, point: { x: 0.125 }, seed: waiting.seed });
    expect((await a.ask())!.number).toBe(2);
    expect(a.size).toBe(2);
  },
);

test.each(['the same study', 'another study'])(
  'an outcome that %s stores during an ask does not discard the suggestion',
  async (who) => {
    const storage = memoryStorage();
    const strategy = slowly(20);
    const a = await study({ storage, strategy });
    const b = who === 'the same study' ? a : await study({ storage });
    const trial = await b.ask();
    strategy.calls = 0;
    const asking = a.ask();
    await wait(5);
    await b.tell(trial!, 1);
    expect((await asking)!.number).toBe(2);
    expect(strategy.calls).toBe(1);
  },
);

test('another budget during an ask counts', async () => {
  const storage = memoryStorage();
  const a = await study({ storage, strategy: slowly(20), budget: { trials: 5 } });
  await a.ask();
  const asking = a.ask();
  await wait(5);
  await study({ storage, budget: { trials: 1 } });
  expect(await asking).toBeUndefined();
});

test('suggestions depend on seed and trial number', async () => {
  const points = async (count: number) => {
    const s = await study({ seed: 5 });
    for (let asked = 0; asked < 6; asked += count) await s.ask({ count });
    return s.trials.map(({ point }) => point.x);
  };
  expect(await points(1)).toEqual(await points(1));
  expect((await points(3))[0]).toBe((await points(1))[0]);
});

test('a count asks for a list, at most as long as the budget allows', async () => {
  const s = await study({ budget: { trials: 5 } });
  expect((await s.ask({ count: 3 })).map(({ number }) => number)).toEqual([1, 2, 3]);
  expect((await s.ask({ count: 3 })).map(({ number }) => number)).toEqual([4, 5]);
  expect(await s.ask({ count: 3 })).toEqual([]);
  expect(await s.ask()).toBeUndefined();
  for (const count of [0, 1.5, Number.NaN, '2' as never]) {
    await expect(s.ask({ count })).rejects.toMatchObject({ code: 'STUDY_OPTION_INVALID' });
  }
});

test('waiting trials come first, and are not suggested beside', async () => {
  const strategy = slowly(0);
  const s = await study({ strategy });
  await s.enqueue({ x: 0.5 });
  await s.enqueue({ x: 0.75 });
  const asked = await s.ask({ count: 4 });
  expect(asked.map(({ point }) => point.x)).toEqual([0.5, 0.75]);
  expect(strategy.calls).toBe(0);
});

test('a maximizing study keeps values as they are and shows losses to the strategy', async () => {
  const seen: Ask['history'][] = [];
  const spy: Strategy = {
    ...uniform,
    suggest: (ask) => {
      seen.push(ask.history);
      return uniform.suggest(ask);
    },
  };
  const s = await study({ direction: 'maximize', strategy: spy });
  for (const value of [0.5, 0.9, 0.7]) await s.tell((await s.ask())!, value);
  await s.ask();
  expect(s.best?.value).toBe(0.9);
  expect(seen.at(-1)?.incumbent).toMatchObject({ loss: -0.9, losses: [-0.9] });
});

test('fidelity is in the history, and only full evaluations are the best', async () => {
  const seen: Ask['history'][] = [];
  const cheapFirst: Strategy = {
    ...uniform,
    suggest: async ({ history }) => {
      await pause();
      seen.push(history);
      return [{ point: { x: 0.5 }, ...(history.ended.length === 0 ? { fidelity: 0.1 } : {}) }];
    },
  };
  const s = await study({ strategy: cheapFirst });
  const first = await s.ask();
  expect(first).toMatchObject({ fidelity: 0.1 });
  await s.tell(first!, 0.01);
  expect(s.best).toBeUndefined();
  const second = await s.ask();
  expect(second!.fidelity).toBeUndefined();
  await s.tell(second!, 0.5);
  await s.ask();
  expect(s.best?.number).toBe(2);
  const history = seen.at(-1)!;
  expect(history.incumbent?.number).toBe(2);
  expect(history.ended.map(({ fidelity }) => fidelity)).toEqual([0.1, undefined]);
});

test('a strategy without parallel is asked for one trial, when none runs', async () => {
  const seen: [count: number, pending: number][] = [];
  const sequential: Strategy = {
    ...uniform,
    capabilities: { parallel: false, exhaustive: false },
    suggest: async (ask) => {
      seen.push([ask.count, ask.history.pending.length]);
      await pause();
      return uniform.suggest(ask);
    },
  };
  const s = await study({ strategy: sequential, budget: { trials: 3 } });
  const [only, ...others] = await s.ask({ count: 3 });
  expect(others).toEqual([]);
  await expect(s.ask()).rejects.toMatchObject({
    code: 'STUDY_SEQUENTIAL',
    details: { strategy: 'uniform', trial: 1 },
  });
  await s.tell(only!, 1);
  await s.tell((await s.ask())!, 1);
  await s.tell((await s.ask({ count: 2 }))[0]!, 1);
  expect(await s.ask()).toBeUndefined();
  expect(seen).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
});

test('target and patience end the asking', async () => {
  const good = await study({ budget: { trials: 50 }, stopping: { target: 10 } });
  await good.tell((await good.ask())!, 9);
  expect(await good.ask()).toBeUndefined();
  expect(good.stopReason).toBe('the target 10 is reached');
  expect(good.isOver).toBe(true);
  const flat = await study({ stopping: { patience: 2 } });
  for (let told = 0; told < 3; told++) await flat.tell((await flat.ask())!, 1);
  expect(await flat.ask()).toBeUndefined();
  expect(flat.stopReason).toBe('no better value in 2 trials');
});

test('an exhaustive strategy suggests each point once, also to asks at the same time', async () => {
  const three = space({ n: int(1, 3) });
  const walk: Strategy = {
    ...{ name: 'walk', apiVersion: 1, capabilities: { parallel: true, exhaustive: true } },
    suggest: async ({ history, count }) => {
      await pause();
      const seen = new Set([...history.ended, ...history.pending].map(({ point }) => point['n']));
      return [1, 2, 3]
        .filter((n) => !seen.has(n))
        .slice(0, count)
        .map((n) => ({ point: { n } }));
    },
  };
  const s = await studyOf({ space: three as never, strategy: walk });
  const asked = await Promise.all(Array.from({ length: 5 }, () => s.ask()));
  expect(asked.map((trial) => trial?.number)).toEqual([1, 2, 3, undefined, undefined]);
  expect(new Set(asked.map((trial) => JSON.stringify(trial?.point))).size).toBe(4);
  expect(s.isOver).toBe(false);
  for (const trial of asked.slice(0, 3)) await s.tell(trial!, 1);
  expect(s.isOver).toBe(true);
});

test('a point outside of the space is an error that names the strategy', async () => {
  const lost: Strategy = { ...uniform, name: 'lost', suggest: async () => [{ point: { x: 7 } }] };
  const s = await study({ strategy: lost });
  await expect(s.ask()).rejects.toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The strategy "lost" suggested a point outside of the space:
      x: expected a number in 0 .. 1, but got 7]
  `);
  expect(s.size).toBe(0);
});

test.each([
  ['undefined', () => undefined],
  ['a hole', async () => [null]],
  ['no point', async () => [{ x: 1 }]],
  ['a single suggestion', async () => ({ point: { x: 1 } })],
])('a strategy that gives %s is named', async (_, suggest) => {
  const s = await study({ strategy: { ...uniform, suggest: suggest as never } });
  await expect(s.ask()).rejects.toMatchObject({
    code: 'STRATEGY_INVALID',
    message: expect.stringContaining('"uniform"') as string,
  });
});

test('an ask behind another returns as soon as its signal aborts', async () => {
  const s = await study({ strategy: slowly(50) });
  const order: string[] = [];
  const note = (name: string) => (of: Promise<unknown>) =>
    of.then(
      () => order.push(`${name} began`),
      (reason: unknown) => order.push(`${name} ended: ${String(reason)}`),
    );
  const controller = new AbortController();
  const { signal } = controller;
  const asking = [
    note('first')(s.ask()),
    note('second')(s.ask({ signal })),
    note('third')(s.ask()),
    note('late')(s.ask({ signal: AbortSignal.abort('too late') })),
  ];
  await wait(5);
  controller.abort('enough');
  await Promise.all(asking);
  expect(order).toEqual([
    'late ended: too late',
    'second ended: enough',
    'first began',
    'third began',
  ]);
  expect(s.size).toBe(2);
});

test('a point whose trial was cancelled for good is suggested again, also by a strategy that was used up', async () => {
  const two = space({ n: int(1, 2) });
  const walk: Strategy = {
    ...{ name: 'walk', apiVersion: 1, capabilities: { parallel: true, exhaustive: true } },
    suggest: async ({ history }) => {
      const seen = new Set([...history.ended, ...history.pending].map(({ point }) => point['n']));
      return [1, 2]
        .filter((n) => !seen.has(n))
        .slice(0, 1)
        .map((n) => ({ point: { n } }));
    },
  };
  const s = await studyOf({ space: two as never, strategy: walk });
  const first = await s.ask();
  const second = await s.ask();
  expect(await s.ask()).toBeUndefined();
  await s.tell(first!, 1);
  expect(await s.ask()).toBeUndefined();
  await s.tell(second!, { state: 'cancelled', reason: 'not wanted' });
  expect(s.isOver).toBe(false);
  const third = await s.ask();
  expect(third).toMatchObject({ number: 3, point: second!.point });
  await s.tell(third!, 1);
  expect(await s.ask()).toBeUndefined();
  expect(s.isOver).toBe(true);
});

test('a strategy that throws is asked again by the next ask', async () => {
  let calls = 0;
  const flaky: Strategy = {
    ...uniform,
    suggest: async (ask) => {
      await pause();
      if (++calls === 2) throw new TuneError('FLAKY', 'no idea');
      return uniform.suggest(ask);
    },
  };
  const s = await study({ strategy: flaky });
  const asked = await Promise.allSettled([s.ask(), s.ask(), s.ask()]);
  expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(s.trials.map(({ number }) => number)).toEqual([1, 2]);
});

test('an aborted ask begins nothing, and the next one goes on', async () => {
  const s = await study({ strategy: slowly(20) });
  const controller = new AbortController();
  const asking = s.ask({ signal: controller.signal });
  const next = s.ask();
  await wait(5);
  controller.abort('enough');
  await expect(asking).rejects.toBe('enough');
  expect((await next)!.number).toBe(1);
  expect(s.size).toBe(1);
  await expect(s.ask({ signal: controller.signal })).rejects.toBe('enough');
});

test('a history stays as it is while the strategy works on it', async () => {
  const lists: (readonly unknown[])[] = [];
  const lengths: number[] = [];
  const slow: Strategy = {
    ...uniform,
    suggest: async (ask) => {
      const { ended } = ask.history;
      lists.push(ended);
      const before = ended.length;
      await wait(10);
      lengths.push(before, ended.length);
      return uniform.suggest(ask);
    },
  };
  const s = await study({ strategy: slow });
  const first = await s.ask();
  const second = await s.ask();
  await s.tell(first!, complete(1));
  const asking = s.ask();
  await wait(3);
  await s.tell(second!, complete(2));
  await asking;
  await s.ask();
  expect(lengths).toEqual([0, 0, 0, 0, 1, 1, 2, 2]);
});

test('what a strategy prepares does not count as time of choosing, and is asked what suggest is', async () => {
  const prepared: number[] = [];
  const preparing: Strategy = {
    ...uniform,
    async prepare({ history, count, scratch }) {
      prepared.push(history.ended.length + count);
      await wait(60);
      scratch.set('process', {});
    },
    async suggest(ask) {
      expect(ask.scratch.get('process')).toBeDefined();
      return uniform.suggest(ask);
    },
  };
  const s = await studyOf({ strategy: preparing });
  const trial = await s.ask();
  await s.tell(trial!, 1);
  await s.ask();
  expect(prepared).toEqual([1, 2]);
  expect(s.trials[0]!.suggestSeconds).toBeLessThan(0.05);
});
