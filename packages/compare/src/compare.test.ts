import {
  categorical,
  float,
  isTuneError,
  memoryStorage,
  space,
  type Objective,
  type Strategy,
} from '@tune/core';
import { expect, test } from 'vitest';
import {
  around,
  designOf,
  distance,
  endedTrials,
  pause,
  run,
  unit,
} from './experiment.test-util.ts';

test('six clear repeats tell which is better, five do not', async () => {
  const seven = (await run(designOf())).comparison;
  expect(seven).toMatchObject({ leader: 'near', trials: 4, repeats: 7 });
  expect(seven.verdict).toMatchObject({ answer: 'better', isFixed: true, moreRepeats: null });
  expect(seven.strategies.map(({ best }) => best.length)).toEqual([7, 7, 7]);
  expect(seven.strategies.map(({ measured }) => measured)).toEqual([28, 28, 28]);
  expect(seven.strategies[0]!.medianRegret).toBe(seven.strategies[0]!.median);
  const six = (await run(designOf({ repeats: 6 }))).comparison;
  expect(six.verdict.answer).toBe('better');
  const five = (await run(designOf({ repeats: 5 }))).comparison;
  expect(five).toMatchObject({ leader: 'near', verdict: { answer: 'unknown' } });
});

test('an extended comparison is judged by the test that may be looked at', async () => {
  const six = (await run(designOf({ repeats: 6, isExtended: true }))).comparison;
  expect(six.verdict).toMatchObject({ answer: 'unknown', isFixed: false });
});

test('repeats until it is decided: no more than needed, and the same after an interruption', async () => {
  const open = designOf({ repeats: 30, untilDecided: true });
  const whole = await run(open);
  const { wholeRepeats } = whole.comparison;
  expect(whole.comparison.verdict).toMatchObject({ answer: 'better', isFixed: false });
  expect(wholeRepeats).toBeGreaterThan(5);
  expect(wholeRepeats).toBeLessThan(15);
  expect(whole.isComplete).toBe(true);
  const storage = memoryStorage();
  const stop = new AbortController();
  await run(open, {
    storage,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === 'trial-ended' && event.repeat === 3) stop.abort();
    },
  });
  expect((await run(open, { storage })).comparison.verdict).toEqual(whole.comparison.verdict);
});

test('repeats that decide nothing go on to the end', async () => {
  const twin = around(0.5);
  const contenders = ['a', 'b'].map((label) => ({ label, strategy: twin }));
  const design = designOf({ repeats: 6, untilDecided: true, contenders, rope: 0 });
  const { comparison, isComplete } = await run(design);
  expect(comparison).toMatchObject({ wholeRepeats: 6, verdict: { answer: 'unknown' } });
  expect(isComplete).toBe(true);
});

test('the last event is the comparison that is returned', async () => {
  const { events, comparison, isComplete } = await run(designOf({ repeats: 1 }));
  expect(events.at(-1)).toEqual({ type: 'comparison', comparison, isComplete });
  expect(isComplete).toBe(true);
});

test('two equal strategies are told apart by no repeat', async () => {
  const twin = around(0.5);
  const { comparison } = await run(
    designOf({
      contenders: [
        { label: 'a', strategy: twin },
        { label: 'b', strategy: twin },
      ],
    }),
  );
  expect(comparison.verdict.answer).not.toBe('better');
  // Searches of their own.
  expect(comparison.strategies[0]!.best).not.toEqual(comparison.strategies[1]!.best);
});

test('the order of the strategies changes no result', async () => {
  const design = designOf();
  const one = (await run(design)).comparison;
  const other = (await run({ ...design, contenders: design.contenders.toReversed() })).comparison;
  expect(other.strategies.toReversed()).toEqual(one.strategies);
  expect(other.verdict).toEqual(one.verdict);
});

test('maximizing is minimizing with the other sign', async () => {
  const min = (await run(designOf())).comparison;
  const max = (await run(designOf({ objective: distance('maximize') }))).comparison;
  expect(max.strategies.map(({ best }) => best.map((value) => -value!))).toEqual(
    min.strategies.map(({ best }) => best),
  );
  expect(max).toMatchObject({ leader: min.leader, verdict: min.verdict });
  expect(max.strategies.map(({ trialsToTarget }) => trialsToTarget)).toEqual(
    min.strategies.map(({ trialsToTarget }) => trialsToTarget),
  );
});

test('equal points have equal values in one repeat, other values in another', async () => {
  const noisy: Objective = { ...distance(), evaluate: async (_, { seed }) => seed };
  const fixed: Strategy = { ...around(0), suggest: async () => [{ point: { x: 0.25 } }] };
  const contenders = [
    { label: 'a', strategy: fixed },
    { label: 'b', strategy: fixed },
  ];
  const { comparison } = await run(
    designOf({ objective: noisy, contenders, trials: 1, repeats: 2 }),
  );
  const [a, b] = comparison.strategies;
  expect(a!.best).toEqual(b!.best);
  expect(a!.best[0]).not.toBe(a!.best[1]);
});

test('failed trials are counted and the comparison goes on', async () => {
  const half: Objective = {
    ...distance(),
    evaluate: async ({ x }) => ((x as number) > 0.9 ? Number.NaN : 1),
  };
  const { comparison } = await run(designOf({ objective: half, repeats: 1 }));
  expect(comparison.strategies[2]).toMatchObject({
    name: 'off',
    failed: 4,
    best: [null],
    median: null,
    bestPoint: null,
  });
});

test('without any value there is no leader', async () => {
  const none: Objective = { ...distance(), evaluate: async () => Promise.reject(new Error('no')) };
  expect((await run(designOf({ objective: none }))).comparison).toMatchObject({
    leader: null,
    verdict: { answer: 'unknown' },
  });
});

test('a strategy that throws ends its own run alone', async () => {
  const broken: Strategy = {
    ...around(0),
    async suggest() {
      await pause();
      throw new Error('lost');
    },
  };
  const contenders = [
    { label: 'broken', strategy: broken },
    { label: 'near', strategy: around(0.5) },
  ];
  const { events, comparison, isComplete } = await run(designOf({ contenders, repeats: 2 }));
  const failures = events.filter((event) => event.type === 'strategy-failed');
  expect(failures).toMatchObject([{ label: 'broken', repeat: 1, error: { message: 'lost' } }]);
  expect(comparison.strategies.map(({ measured }) => measured)).toEqual([0, 8]);
  expect(comparison).toMatchObject({ leader: 'near', wholeRepeats: 2 });
  expect(isComplete).toBe(false);
});

test('a strategy that leaves the space ends its own run alone', async () => {
  const outside: Strategy = { ...around(0), suggest: async () => [{ point: { x: 2 } }] };
  const contenders = [
    { label: 'outside', strategy: outside },
    { label: 'near', strategy: around(0.5) },
  ];
  const { events, comparison } = await run(designOf({ contenders, repeats: 1 }));
  const [failure] = events.filter((event) => event.type === 'strategy-failed');
  expect(isTuneError(failure!.error, 'STRATEGY_POINT_INVALID')).toBe(true);
  expect(comparison.strategies.map(({ measured }) => measured)).toEqual([0, 4]);
});

test('an error that is not of a strategy ends the comparison', async () => {
  const pruner = {
    name: 'broken',
    decide: () => {
      throw new Error('no decision');
    },
  };
  const objective: Objective = {
    ...distance(),
    steps: 2,
    async evaluate(_, { report }) {
      report(1, 1);
      await pause();
      return 1;
    },
  };
  await expect(run(designOf({ objective, pruner }))).rejects.toThrow('no decision');
  await expect(run(designOf(), { limits: { timeoutMs: -1 } })).rejects.toMatchObject({
    code: 'STUDY_OPTION_INVALID',
  });
});

test('a finite space that is used up is an event, and the run counts as whole', async () => {
  const once: Strategy = {
    ...around(0),
    suggest: async ({ history }) => (history.ended.length === 0 ? [{ point: { x: 'a' } }] : []),
  };
  const { events, comparison, isComplete } = await run(
    designOf({
      objective: {
        name: 'one',
        direction: 'minimize',
        space: space({ x: categorical(['a']) }),
        evaluate: async () => 1,
      },
      contenders: [{ label: 'once', strategy: once }],
      repeats: 1,
    }),
  );
  expect(events.map(({ type }) => type)).toContain('exhausted');
  expect(comparison.strategies[0]).toMatchObject({ measured: 1, best: [1] });
  expect(isComplete).toBe(true);
});

test('a run that gives up after failures in a row says so, and the others go on', async () => {
  const failing: Objective = {
    ...distance(),
    async evaluate({ x }) {
      await pause();
      return (x as number) < 0.5 ? Number.NaN : (x as number);
    },
  };
  const fixed = (x: number): Strategy => ({
    ...around(0),
    suggest: async () => [{ point: { x } }],
  });
  const contenders = [
    { label: 'low', strategy: fixed(0.1) },
    { label: 'high', strategy: fixed(0.9) },
  ];
  const { events, comparison, isComplete } = await run(
    designOf({ objective: failing, contenders, trials: 8, repeats: 1 }),
    { limits: { maxFailures: 3 } },
  );
  expect(events.filter(({ type }) => type === 'gave-up')).toEqual([
    { label: 'low', repeat: 1, type: 'gave-up', failures: 3 },
  ]);
  expect(comparison.strategies).toMatchObject([{ measured: 3, failed: 3 }, { measured: 8 }]);
  expect(isComplete).toBe(false);
});

test('a trial that is too slow fails, and the comparison goes on', async () => {
  const slow: Objective = {
    ...distance(),
    evaluate: ({ x }) => ((x as number) > 0.9 ? new Promise(() => undefined) : 1),
  };
  const [near, , off] = designOf().contenders;
  const { comparison } = await run(
    designOf({ objective: slow, contenders: [near!, off!], repeats: 1, trials: 2 }),
    { limits: { timeoutMs: 250 } },
  );
  expect(comparison.strategies.map(({ failed }) => failed)).toEqual([0, 2]);
});

test('the seconds are for the whole comparison', async () => {
  let now = 0;
  const objective: Objective = {
    ...distance(),
    async evaluate() {
      await pause();
      now += 1000;
      return 1;
    },
  };
  const { events, comparison, isComplete } = await run(designOf({ objective, repeats: 2 }), {
    clock: () => now,
    limits: { seconds: 17 },
  });
  // The first repeat takes 12 of them.
  expect(comparison.strategies.map(({ measured }) => measured)).toEqual([6, 6, 5]);
  expect(endedTrials(events, 'near', 2)).toHaveLength(2);
  expect(isComplete).toBe(false);
});

test('seconds that are not positive are refused', async () => {
  for (const seconds of [0, -1, Number.NaN, Infinity]) {
    await expect(run(designOf(), { limits: { seconds } })).rejects.toMatchObject({
      code: 'COMPARE_OPTION_INVALID',
    });
  }
});

test('a stopping rule ends each run by itself', async () => {
  const { events, isComplete } = await run(
    designOf({ stopping: { target: 0.01 }, repeats: 1, trials: 3 }),
  );
  const stopped = events.filter((event) => event.type === 'stopped');
  expect(stopped.map(({ label }) => label)).toContain('near');
  expect(endedTrials(events, 'near')).toHaveLength(1);
  expect(isComplete).toBe(true);
});

test('a cheap trial is never the best', async () => {
  const cheap: Strategy = {
    ...around(0),
    async suggest({ history: { ended, pending } }) {
      await pause();
      const isFirst = ended.length + pending.length === 0;
      return isFirst ? [{ point: { x: 0.1 }, fidelity: 0.1 }] : [{ point: { x: 0.2 } }];
    },
  };
  const objective: Objective = {
    ...distance(),
    space: unit,
    evaluate: async (_, { fidelity = 1 }) => fidelity,
  };
  const { comparison } = await run(
    designOf({ objective, contenders: [{ label: 'cheap', strategy: cheap }], repeats: 1 }),
  );
  expect(comparison.strategies[0]).toMatchObject({
    best: [1],
    bestPoint: { x: 0.2 },
    trialsToTarget: 2,
  });
});

test('a synchronous objective and one parameter are enough', async () => {
  const objective: Objective = {
    name: 'plain',
    direction: 'minimize',
    space: space({ x: float(0, 1) }),
    evaluate: ({ x }) => x as number,
  };
  const { comparison } = await run(designOf({ objective, repeats: 1 }));
  expect(comparison.strategies.map(({ measured }) => measured)).toEqual([4, 4, 4]);
});
