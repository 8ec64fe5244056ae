import { memoryStorage, type Objective, type Strategy } from '@tune/core';
import { expect, test } from 'vitest';
import type { Contender, Design } from './design.ts';
import { around, designOf, distance, pause, run } from './experiment.test-util.ts';
import { Race } from './race.ts';

/** Counts evaluations. */
function counted(objective = distance()) {
  const counter = { count: 0 };
  return {
    counter,
    objective: {
      ...objective,
      evaluate: async (...given: Parameters<Objective['evaluate']>) => {
        counter.count += 1;
        return objective.evaluate(...given);
      },
    },
  };
}

/** Two near the optimum that differ little, and one that is far off. */
const contenders = [
  { label: 'near', strategy: around(0.5, 0.02) },
  { label: 'close', strategy: around(0.503, 0.02) },
  { label: 'off', strategy: around(0.95, 0.05) },
];
const racing = (more: Partial<Design> = {}): Design =>
  designOf({ contenders, trials: 2, repeats: 14, untilDecided: true, rope: 0, ...more });

test('a hopeless strategy is dropped, and the pairs keep their answers', async () => {
  const { comparison, isComplete } = await run(racing());
  const [near, close, off] = comparison.strategies;
  expect(off!.droppedAfter).toBeGreaterThan(4);
  expect(off!.droppedAfter).toBeLessThan(12);
  expect(off!.values).toHaveLength(off!.droppedAfter!);
  for (const one of [near, close]) {
    expect(one!.values).toHaveLength(comparison.wholeRepeats);
    expect(one).not.toHaveProperty('droppedAfter');
  }
  expect(comparison.wholeRepeats).toBeGreaterThan(off!.droppedAfter!);
  const against = comparison.verdict.pairs.find(
    ({ first, second }) => first === comparison.leader && second === 'off',
  );
  expect(against).toMatchObject({ answer: 'better', repeats: off!.droppedAfter });
  expect(isComplete).toBe(true);
});

test('killed after any repeat and gone on with, it drops the same, and evaluates nothing twice', async () => {
  const whole = counted();
  const { comparison } = await run(racing({ objective: whole.objective }));
  for (const [repeat, at] of [
    [3, 2],
    [8, 1],
    [10, 3],
  ] as const) {
    const { objective, counter } = counted();
    const storage = memoryStorage();
    const stop = new AbortController();
    let ended = 0;
    const cut = await run(racing({ objective }), {
      storage,
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type !== 'trial-ended' || event.repeat !== repeat) return;
        ended += 1;
        if (ended === at) stop.abort();
      },
    });
    expect(cut.isComplete).toBe(false);
    const again = await run(racing({ objective }), { storage });
    const { verdict, leader, strategies } = again.comparison;
    expect({ verdict, leader }).toEqual({
      ...{ verdict: comparison.verdict, leader: comparison.leader },
    });
    expect(strategies.map(({ values, droppedAfter }) => ({ values, droppedAfter }))).toEqual(
      comparison.strategies.map(({ values, droppedAfter }) => ({ values, droppedAfter })),
    );
    // What was running when it was cut off is run again.
    expect(counter.count - whole.counter.count).toBeLessThanOrEqual(1);
  }
});

test('runs that are stored beyond a drop are not looked at', async () => {
  const storage = memoryStorage();
  const { objective, counter } = counted();
  await run({ ...racing({ objective }), untilDecided: false }, { storage });
  const before = counter.count;
  const { comparison } = await run(racing({ objective }), { storage });
  expect(counter.count).toBe(before);
  const { comparison: alone } = await run(racing());
  expect(comparison.strategies.map(({ values }) => values)).toEqual(
    alone.strategies.map(({ values }) => values),
  );
});

test('a strategy that was left out comes back if another one takes the lead that is not known to be better', () => {
  const isEarly = (repeat: number): boolean => repeat <= 10;
  const values: Readonly<Record<string, (repeat: number) => number>> = {
    // Better than `third` in each of the first repeats, and bad after them.
    early: (repeat) => (isEarly(repeat) ? 2 : 10),
    // Around both of them, and then the best.
    other: (repeat) => (isEarly(repeat) && repeat % 2 === 1 ? 5 : 1),
    third: () => 3,
  };
  const labels = Object.keys(values);
  const design = racing({
    repeats: 14,
    contenders: labels.map((label) => ({ label, strategy: around(0) })),
  });
  const race = new Race(design);
  const participants: string[][] = [];
  while (race.repeats < design.repeats) {
    participants.push([...race.next]);
    const repeat = race.repeats + 1;
    race.add(
      race.next.map((label) => {
        const trial = { number: 1, attempt: 1, token: '', seed: 1, suggestSeconds: 0 };
        const value = values[label]!(repeat);
        const trials = [{ ...trial, state: 'complete' as const, point: { x: 0 }, value }];
        return { label, repeat, isOver: true, trials };
      }),
    );
  }
  expect(participants[9]).toEqual(['early', 'other']);
  expect(participants[12]).toEqual(['early', 'other', 'third']);
  expect([...race.dropped.keys()]).toEqual([]);
});

test('where one is left because the others fail, no further repeat is begun', async () => {
  const broken: Strategy = { ...around(0), suggest: () => Promise.reject(new Error('lost')) };
  const { events, comparison, isComplete } = await run(
    racing({ contenders: [contenders[0]!, { label: 'broken', strategy: broken }] }),
  );
  expect(events.filter(({ type }) => type === 'strategy-failed')).toHaveLength(1);
  expect(comparison).toMatchObject({ wholeRepeats: 1, verdict: { answer: 'unknown', pairs: [] } });
  expect(isComplete).toBe(false);
});

test('the plan says what the next repeat lacks, and what all would take', async () => {
  const storage = memoryStorage();
  const planned = async (design: Design, more = {}) => {
    const { events } = await run(design, { storage, ...more });
    return events.find(({ type }) => type === 'plan');
  };
  const stop = new AbortController();
  const first = await planned(racing(), {
    signal: stop.signal,
    onEvent: (event: { type: string; repeat?: number }) => {
      if (event.type === 'trial-ended' && event.repeat === 2) stop.abort();
    },
  });
  expect(first).toMatchObject({ runs: 42, reusedRuns: 0, missingTrials: 6, mostTrials: 84 });
  expect(await planned(racing())).toMatchObject({
    ...{ reusedRuns: 3, reusedTrials: 7, missingTrials: 5, mostTrials: 77 },
  });
  expect(await planned(racing())).toMatchObject({ missingTrials: 0, mostTrials: 0 });
});

test('the plan counts all repeats of the others when a strategy is added', async () => {
  const storage = memoryStorage();
  const [near, close, off] = contenders as [Contender, Contender, Contender];
  const two = { contenders: [near, close], repeats: 3, rope: 1e-12 };
  await run(racing(two), { storage });
  const { events } = await run(racing({ ...two, contenders: [near, close, off] }), { storage });
  expect(events.find(({ type }) => type === 'plan')).toMatchObject({
    ...{ runs: 9, reusedRuns: 6, reusedTrials: 12, missingTrials: 2, mostTrials: 6 },
  });
});

test('choices are scored after each repeat, and the scores decide', async () => {
  const base = distance();
  let tests = 0;
  const objective: Objective = {
    ...base,
    // The search is misled: what looks best to it is worst.
    evaluate: async ({ x }) => {
      await pause();
      return -Math.abs((x as number) - 0.5);
    },
    test: () => ({
      ...base,
      async evaluate({ x }) {
        await pause();
        tests += 1;
        return Math.abs((x as number) - 0.5);
      },
    }),
  };
  const two = [contenders[0]!, contenders[2]!];
  const design = racing({ objective, contenders: two, repeats: 20 });
  const { comparison, events } = await run(design);
  expect(comparison).toMatchObject({ leader: 'near', judgedBy: 'test' });
  expect(comparison.verdict.answer).toBe('better');
  expect(comparison.wholeRepeats).toBeLessThan(12);
  expect(tests).toBe(2 * comparison.wholeRepeats);
  const order = events.flatMap((event) =>
    event.type === 'tested' || event.type === 'trial-ended' ? [event.repeat] : [],
  );
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});
