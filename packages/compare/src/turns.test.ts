import fc from 'fast-check';
import { inProcessExecutor, type Objective, type Strategy } from '@tune/core';
import { expect, test } from 'vitest';
import type { Design } from './design.ts';
import {
  designOf,
  distance,
  endedTrials,
  run,
  strategyOf,
  walker,
} from './experiment.test-util.ts';
import { createTurns } from './turns.ts';

const NEVER = new AbortController().signal;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('a free slot goes to the run that has begun least, of equals to the first', async () => {
  const turns = createTurns(1, 3);
  const order: string[] = [];
  const release = await turns.join().acquire(NEVER);
  const [b, c] = [turns.join(2), turns.join()];
  const begin = async (name: string, run: typeof b): Promise<void> => {
    const done = await run.acquire(NEVER);
    run.trialBegan();
    order.push(name);
    done();
  };
  const all = [begin('b', b), begin('c', c), begin('c', c), begin('c', c), begin('b', b)];
  release();
  await Promise.all(all);
  expect(order).toEqual(['c', 'c', 'b', 'c', 'b']);
});

test('a turn that is given back without a trial does not count', async () => {
  const turns = createTurns(1, 2);
  const [a, b] = [turns.join(), turns.join()];
  (await a.acquire(NEVER))();
  const held = await b.acquire(NEVER);
  b.trialBegan();
  const order: string[] = [];
  const again = [b.acquire(NEVER).then((done) => (order.push('b'), done()))];
  again.push(a.acquire(NEVER).then((done) => (order.push('a'), done())));
  held();
  await Promise.all(again);
  expect(order).toEqual(['a', 'b']);
});

test('a slot that is released twice is one slot', async () => {
  const turns = createTurns(1, 2);
  const [a, b] = [turns.join(), turns.join()];
  const release = await a.acquire(NEVER);
  release();
  release();
  await a.acquire(NEVER);
  let isBegun = false;
  void b.acquire(NEVER).then(() => (isBegun = true));
  await settled();
  expect(isBegun).toBe(false);
});

test('an abort rejects those who wait, and their turn goes to others', async () => {
  const turns = createTurns(1, 2);
  const [a, b] = [turns.join(), turns.join(1)];
  const stop = new AbortController();
  const release = await b.acquire(NEVER);
  const waiting = a.acquire(stop.signal);
  const next = b.acquire(NEVER);
  stop.abort('enough');
  await expect(waiting).rejects.toBe('enough');
  await expect(a.acquire(stop.signal)).rejects.toBe('enough');
  release();
  expect(await next).toEqual(expect.any(Function));
});

test('an abort after the turn has come changes nothing', async () => {
  const stop = new AbortController();
  const turns = createTurns(1, 1);
  const a = turns.join();
  const release = await a.acquire(stop.signal);
  stop.abort('enough');
  release();
  expect(await a.acquire(NEVER)).toEqual(expect.any(Function));
});

test('a run may have several trials at once only if there are more slots than runs', () => {
  const limits = [1, 2, 3, 4, 6, 7].map((slots) => createTurns(slots, 3).limit);
  expect(limits).toEqual([1, 1, 1, 2, 2, 3]);
});

test('no more turns than slots are taken, and every turn comes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
      async (scheduler, slots, trials) => {
        const turns = createTurns(slots, trials.length);
        let taken = 0;
        let most = 0;
        let done = 0;
        const runs = trials.map(async (count) => {
          const semaphore = turns.join();
          for (let n = 0; n < count; n++) {
            const release = await semaphore.acquire(NEVER);
            most = Math.max(most, ++taken);
            await scheduler.schedule(Promise.resolve());
            taken -= 1;
            done += 1;
            release();
          }
        });
        await scheduler.waitFor(Promise.all(runs));
        expect(most).toBeLessThanOrEqual(slots);
        expect(done).toBe(trials.reduce((a, b) => a + b));
      },
    ),
  );
});

/** Trials of very different length, counted while they run. */
function counting(): { objective: Objective; most: () => number } {
  let now = 0;
  let most = 0;
  const objective: Objective = {
    ...distance(),
    name: 'counting',
    async evaluate({ x }) {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 12 + (x as number) * 8));
      now -= 1;
      return x as number;
    },
  };
  return { objective, most: () => most };
}

async function runOn(slots: number, strategies: number, more: Partial<Design> = {}) {
  const { objective, most } = counting();
  const contenders = Array.from({ length: strategies }, (_, n) => ({
    label: `s${n}`,
    strategy: walker(0.3 + n / 10),
  }));
  const design: Design = { objective, contenders, trials: 9, repeats: 2, seed: 4, ...more };
  const executor = inProcessExecutor(design.objective, { concurrency: slots });
  const { events } = await run(design, { executor });
  const trials = (label: string, repeat: number) => endedTrials(events, label, repeat);
  return { events, most: most(), trials };
}

test('on one slot strategies take turns, trial by trial', async () => {
  const { events } = await run(designOf({ repeats: 1 }));
  const order = events.flatMap((event) => (event.type === 'trial-ended' ? [event.label] : []));
  const round = ['near', 'wide', 'off'];
  expect(order).toEqual([...round, ...round, ...round, ...round]);
});

test('with as many strategies as slots each run is the sequential one, trial for trial', async () => {
  const one = await runOn(1, 3);
  for (const slots of [2, 3]) {
    const several = await runOn(slots, 3);
    expect(several.most).toBe(slots);
    for (const label of ['s0', 's1', 's2']) {
      for (const repeat of [1, 2]) {
        const points = (of: typeof one) => of.trials(label, repeat).map(({ point }) => point);
        expect(points(several)).toEqual(points(one));
        expect(points(one)).toHaveLength(9);
      }
    }
  }
});

test('with more slots than strategies trials of one run run at once, and none is lost', async () => {
  for (const [slots, strategies] of [
    [4, 1],
    [5, 2],
  ] as const) {
    const { most, events } = await runOn(slots, strategies);
    expect(most).toBe(slots);
    expect(events.filter(({ type }) => type === 'trial-ended')).toHaveLength(strategies * 9 * 2);
  }
});

test('if trials take equally long, runs stay equally far', async () => {
  const objective: Objective = {
    ...distance(),
    evaluate: () => new Promise((resolve) => setTimeout(() => resolve(1), 3)),
  };
  const { events } = await runOn(2, 3, { repeats: 1, objective });
  const begun = new Map([
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

test('a run that ends early or fails leaves its slots to the others', async () => {
  const brief: Strategy = {
    ...walker(1),
    suggest: async ({ history: { ended, pending } }) =>
      ended.length + pending.length < 2 ? [{ point: { x: 0.1 } }] : [],
  };
  const broken: Strategy = { ...walker(1), suggest: () => Promise.reject(new Error('lost')) };
  const contenders = [
    { label: 'brief', strategy: brief },
    { label: 'broken', strategy: broken },
    { label: 's0', strategy: strategyOf('s0', ({ rng }) => rng.next()) },
  ];
  for (const slots of [1, 2, 5]) {
    const { trials } = await runOn(slots, 3, { contenders, repeats: 1 });
    const lengths = ['brief', 'broken', 's0'].map((label) => trials(label, 1).length);
    expect(lengths).toEqual([2, 0, 9]);
  }
});

test('a sequential strategy gets its share if there are more slots than runs', async () => {
  const uniform = (parallel: boolean): Strategy => ({
    ...walker(1),
    capabilities: { parallel, exhaustive: false },
    suggest: async ({ rng }) => [{ point: { x: rng.next() } }],
  });
  const contenders = ['sequential', 's1', 's2', 's3', 's4', 's5'].map((label) => ({
    label,
    strategy: uniform(label !== 'sequential'),
  }));
  const objective: Objective = {
    ...distance(),
    evaluate: () => new Promise((resolve) => setTimeout(() => resolve(1), 4)),
  };
  const { events } = await runOn(7, 6, { contenders, objective, trials: 45, repeats: 1 });
  const ended = events.flatMap((event) => (event.type === 'trial-ended' ? [event.label] : []));
  const share = ended.slice(0, 160).filter((label) => label === 'sequential').length;
  // 20; it would be 15 if its turns without a trial counted.
  expect(share).toBeGreaterThan(17);
});
