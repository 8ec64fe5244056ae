import {
  categorical,
  float,
  space,
  type Ask,
  type Direction,
  type Objective,
  type Strategy,
} from '@tune/core';
import { expect, test } from 'vitest';
import type { Design } from './design.ts';
import { compare, type ComparisonEvent, type Surroundings } from './experiment.ts';

const unit = space({ x: float(0, 1) });

/** Draws around a center, so that which strategy is better is known. */
const around = (center: number, width = 1): Strategy => ({
  name: 'around',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ space, rng, count }: Ask) =>
    Array.from({ length: count }, () => ({
      point: space.decode([center + width * (rng.next() - 0.5)]),
    })),
});

const distance = (direction: Direction = 'minimize'): Objective => ({
  name: 'distance',
  space: unit,
  direction,
  optimum: { value: 0, points: [{ x: 0.5 }] },
  evaluate: async ({ x }) => (direction === 'minimize' ? 1 : -1) * Math.abs((x as number) - 0.5),
});

const designOf = (more: Partial<Design> = {}): Design => ({
  objective: distance(),
  contenders: [
    { label: 'near', strategy: around(0.5, 0.01) },
    { label: 'wide', strategy: around(0.5) },
    { label: 'off', strategy: around(0.95, 0.05) },
  ],
  trials: 4,
  repeats: 7,
  seed: 1,
  ...more,
});

async function run(
  design: Design,
  surroundings: Partial<Surroundings> = {},
  onEvent?: (event: ComparisonEvent) => void,
) {
  const events: ComparisonEvent[] = [];
  for await (const event of compare(design, { clock: () => 0, ...surroundings })) {
    events.push(event);
    onEvent?.(event);
  }
  const last = events.at(-1);
  if (last?.type !== 'comparison') throw new Error('no comparison at the end');
  return { events, comparison: last.comparison };
}

test('seven clear repeats name a winner, six do not', async () => {
  const seven = (await run(designOf())).comparison;
  expect(seven).toMatchObject({
    leader: 'near',
    winner: 'near',
    leastRepeats: 7,
    trials: 4,
    repeats: 7,
  });
  expect(seven.strategies.map(({ best }) => best.length)).toEqual([7, 7, 7]);
  expect(seven.strategies[0]!.medianRegret).toBe(seven.strategies[0]!.median);
  const six = (await run(designOf({ repeats: 6 }))).comparison;
  expect(six).toMatchObject({ leader: 'near', winner: null });
});

test('the same strategy twice is no winner', async () => {
  const twin = around(0.5);
  const { comparison } = await run(
    designOf({
      contenders: [
        { label: 'a', strategy: twin },
        { label: 'b', strategy: twin },
      ],
    }),
  );
  expect(comparison.winner).toBeNull();
  expect(comparison.strategies[0]!.best).toEqual(comparison.strategies[1]!.best);
});

test('the order of the strategies changes no result', async () => {
  const design = designOf();
  const one = (await run(design)).comparison;
  const other = (await run({ ...design, contenders: design.contenders.toReversed() })).comparison;
  expect(other.strategies.toReversed()).toEqual(one.strategies);
  expect(other.winner).toBe(one.winner);
});

test('maximizing is minimizing with the other sign', async () => {
  const min = (await run(designOf())).comparison;
  const max = (await run(designOf({ objective: distance('maximize') }))).comparison;
  expect(max.strategies.map(({ best }) => best.map((value) => -value!))).toEqual(
    min.strategies.map(({ best }) => best),
  );
  expect(max).toMatchObject({ leader: min.leader, winner: min.winner, lead: min.lead });
  expect(max.strategies.map(({ trialsToTarget }) => trialsToTarget)).toEqual(
    min.strategies.map(({ trialsToTarget }) => trialsToTarget),
  );
});

test('strategies take turns, trial by trial', async () => {
  const { events } = await run(designOf({ repeats: 1 }));
  const order = events.flatMap((event) => (event.type === 'trial-ended' ? [event.label] : []));
  expect(order.slice(0, 6)).toEqual(['near', 'wide', 'off', 'near', 'wide', 'off']);
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

test('failed trials are counted and the comparison goes on; without any value there is no leader', async () => {
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
  const none: Objective = { ...distance(), evaluate: async () => Promise.reject(new Error('no')) };
  expect((await run(designOf({ objective: none }))).comparison).toMatchObject({
    leader: null,
    winner: null,
    lead: null,
  });
});

test('a strategy that throws ends its own study alone', async () => {
  const broken: Strategy = { ...around(0), suggest: async () => Promise.reject(new Error('lost')) };
  const contenders = [
    { label: 'broken', strategy: broken },
    { label: 'near', strategy: around(0.5) },
  ];
  const { events, comparison } = await run(designOf({ contenders, repeats: 1 }));
  expect(events.filter(({ type }) => type === 'strategy-failed')).toHaveLength(1);
  expect(comparison.strategies.map(({ trials }) => trials)).toEqual([0, 4]);
});

test('an abort ends with a comparison of what was measured', async () => {
  const controller = new AbortController();
  let ended = 0;
  const { comparison } = await run(designOf(), { signal: controller.signal }, (event) => {
    if (event.type === 'trial-ended' && ++ended === 5) controller.abort('enough');
  });
  const measured = comparison.strategies.reduce((sum, { trials }) => sum + trials, 0);
  expect(measured).toBeGreaterThanOrEqual(5);
  expect(measured).toBeLessThan(9);
});

test('an objective that ignores its signal is given up when nobody waits any longer', async () => {
  const [stop, giveUp] = [new AbortController(), new AbortController()];
  const deaf: Objective = { ...distance(), evaluate: () => new Promise(() => undefined) };
  const { events, comparison } = await run(
    designOf({ objective: deaf }),
    { signal: stop.signal, abandon: giveUp.signal },
    ({ type }) => {
      if (type !== 'trial-started') return;
      setTimeout(() => stop.abort('interrupted'));
      setTimeout(() => giveUp.abort('interrupted'), 5);
    },
  );
  expect(events.map(({ type }) => type)).toEqual(['trial-started', 'trial-ended', 'comparison']);
  expect(events[1]).toMatchObject({ trial: { state: 'cancelled' } });
  expect(comparison.strategies.map(({ trials }) => trials)).toEqual([0, 0, 0]);
});

test('a strategy that ignores its signal is given up too, and has not failed', async () => {
  const stop = new AbortController();
  const deaf: Strategy = { ...around(0), suggest: () => new Promise(() => undefined) };
  setTimeout(() => stop.abort('interrupted'), 5);
  const { events } = await run(designOf({ contenders: [{ label: 'deaf', strategy: deaf }] }), {
    signal: stop.signal,
    abandon: stop.signal,
  });
  expect(events.map(({ type }) => type)).toEqual(['comparison']);
});

test('with an abandon signal that never comes, values and failures are the same', async () => {
  const abandon = new AbortController().signal;
  const odd: Objective = {
    ...distance(),
    // Not even a promise, and a throw that is none either.
    evaluate: (({ x }: { x: number }) => {
      if (x > 0.9) throw new Error('too far');
      return x;
    }) as unknown as Objective['evaluate'],
  };
  const plain = await run(designOf({ objective: odd, repeats: 2 }));
  expect((await run(designOf({ objective: odd, repeats: 2 }), { abandon })).comparison).toEqual(
    plain.comparison,
  );
  expect(plain.comparison.strategies[2]!.failed).toBe(8);
});

test('whoever stops reading in the middle of a trial stops that trial', async () => {
  let reason: unknown;
  const slow: Objective = {
    ...distance(),
    evaluate: (_, { signal, report }) => {
      signal.addEventListener('abort', () => (reason = signal.reason));
      report(1, 0);
      return new Promise(() => undefined);
    },
  };
  for await (const { type } of compare(designOf({ objective: slow }), { clock: () => 0 })) {
    if (type === 'trial-reported') break;
  }
  expect(reason).toBe('the executor was closed');
});

test('a finite space that is used up is an event, and the study counts as whole', async () => {
  const once: Strategy = {
    ...around(0),
    suggest: async ({ history }) => (history.ended.length === 0 ? [{ point: { x: 'a' } }] : []),
  };
  const { events, comparison } = await run(
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
  expect(comparison.strategies[0]).toMatchObject({ trials: 1, best: [1] });
});

test('designs that make no sense are refused', async () => {
  const twice = designOf().contenders[0]!;
  for (const bad of [
    { trials: 0 },
    { repeats: 1.5 },
    { contenders: [] },
    { contenders: [twice, twice] },
  ]) {
    await expect(run(designOf(bad))).rejects.toMatchObject({ code: 'COMPARE_DESIGN_INVALID' });
  }
});
