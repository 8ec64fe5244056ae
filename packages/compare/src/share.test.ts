import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  float,
  inProcessExecutor,
  space,
  type Ask,
  type Objective,
  type Strategy,
} from '@tune/core';
import type { Design } from './design.ts';
import { compare, type ComparisonEvent } from './experiment.ts';

/** Goes on from the losses that it knows: in another order of trials it would go another way. */
const walker = (stride: number): Strategy => ({
  name: 'walker',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ space, history, rng }: Ask) => {
    const known = history.ended.reduce((sum, { loss = 0 }) => sum + loss, history.pending.length);
    return [{ point: space.decode([(known * stride + rng.next()) % 1]) }];
  },
});

/** Trials of very different length, counted while they run. */
function counting(): { objective: Objective; most: () => number } {
  let now = 0;
  let most = 0;
  const objective: Objective = {
    name: 'counting',
    space: space({ x: float(0, 1) }),
    direction: 'minimize',
    async evaluate({ x }) {
      most = Math.max(most, ++now);
      await wait((x as number) * 8);
      now -= 1;
      return x as number;
    },
  };
  return { objective, most: () => most };
}

async function run(slots: number, strategies: number, more: Partial<Design> = {}) {
  const { objective, most } = counting();
  const contenders = Array.from({ length: strategies }, (_, n) => ({
    label: `s${n}`,
    strategy: walker(0.3 + n / 10),
  }));
  const design: Design = { objective, contenders, trials: 9, repeats: 2, seed: 4, ...more };
  const executor = inProcessExecutor(design.objective, { slots });
  const events: ComparisonEvent[] = [];
  for await (const event of compare(design, { clock: () => 0, executor })) events.push(event);
  const trials = events.flatMap((event) =>
    event.type === 'trial-ended' ? [{ ...event, point: event.trial.point }] : [],
  );
  const lane = (label: string, repeat: number) =>
    trials.filter((one) => one.label === label && one.repeat === repeat);
  return { events, most: most(), trials, lane };
}

test('with as many strategies as slots each study is the sequential one, trial for trial', async () => {
  const one = await run(1, 3);
  for (const slots of [2, 3]) {
    const several = await run(slots, 3);
    expect(several.most).toBe(slots);
    for (const label of ['s0', 's1', 's2']) {
      for (const repeat of [1, 2]) {
        const points = (of: typeof one) => of.lane(label, repeat).map(({ point }) => point);
        expect(points(several)).toEqual(points(one));
        expect(points(one)).toHaveLength(9);
      }
    }
  }
});

test('with more slots than strategies trials of one study run at once, and none is lost', async () => {
  for (const [slots, strategies] of [
    [4, 1],
    [5, 2],
  ] as const) {
    const { most, trials } = await run(slots, strategies);
    expect(most).toBe(slots);
    expect(trials).toHaveLength(strategies * 9 * 2);
  }
});

test('where trials take equally long, strategies stay equally far', async () => {
  const objective: Objective = { ...counting().objective, evaluate: () => wait(3, 1) };
  const { events } = await run(2, 3, { repeats: 1, objective });
  const begun = new Map<string, number>([
    ['s0', 0],
    ['s1', 0],
    ['s2', 0],
  ]);
  for (const event of events) {
    if (event.type !== 'trial-started') continue;
    begun.set(event.label, begun.get(event.label)! + 1);
    const counts = [...begun.values()];
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
  }
});

test('a study that ends early or fails leaves its slots to the others', async () => {
  const brief: Strategy = {
    ...walker(1),
    suggest: async ({ history: { ended, pending } }) =>
      ended.length + pending.length < 2 ? [{ point: { x: 0.1 } }] : [],
  };
  const broken: Strategy = { ...walker(1), suggest: () => Promise.reject(new Error('lost')) };
  const contenders = [
    { label: 'brief', strategy: brief },
    { label: 'broken', strategy: broken },
    { label: 's0', strategy: walker(0.3) },
  ];
  for (const slots of [1, 2, 5]) {
    const { lane } = await run(slots, 3, { contenders, repeats: 1 });
    expect(
      [lane('brief', 1), lane('broken', 1), lane('s0', 1)].map(({ length }) => length),
    ).toEqual([2, 0, 9]);
  }
});

test('a study that gives up after failures in a row says so, and the others go on', async () => {
  const { objective } = counting();
  const failing: Objective = {
    ...objective,
    evaluate: async ({ x }) => ((x as number) < 0.5 ? Number.NaN : (x as number)),
  };
  const fixed = (x: number): Strategy => ({
    ...walker(1),
    suggest: async () => [{ point: { x } }],
  });
  const events: ComparisonEvent[] = [];
  const design: Design = {
    objective: failing,
    contenders: [
      { label: 'low', strategy: fixed(0.1) },
      { label: 'high', strategy: fixed(0.9) },
    ],
    trials: 8,
    repeats: 1,
    seed: 1,
  };
  const surroundings = { clock: () => 0, limits: { maxFailures: 3 } };
  for await (const event of compare(design, surroundings)) events.push(event);
  expect(events.filter(({ type }) => type === 'gave-up')).toEqual([
    { label: 'low', repeat: 1, type: 'gave-up', failures: 3 },
  ]);
  expect(events.at(-1)).toMatchObject({
    comparison: { strategies: [{ trials: 3, failed: 3 }, { trials: 8 }] },
  });
});
