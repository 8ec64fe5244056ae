import { expect, test } from 'vitest';
import { memoryStorage, type Curve, type Pruner, type Storage } from '../index.ts';
import {
  collect,
  leaseOf,
  pause,
  square,
  statesOf,
  studyOf,
  uniform,
  type Given,
} from '../study/study.test-util.ts';

const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });

/** An objective that reports so many times. */
const reporting = (steps: number, isSlow = false) =>
  square(async ({ x }, { report, signal }) => {
    for (let step = 1; step <= steps; step++) {
      report(step, x / step);
      if (isSlow) await pause(2);
      if (signal.aborted) throw signal.reason;
    }
    return x;
  });

/** Never stops a trial, and looks at the others at each report, as median does. */
function watching() {
  const pruner: Pruner & { decisions: number; measured: number } = {
    ...{ name: 'watching', decisions: 0, measured: 0 },
    decide(history, { points }) {
      pruner.decisions += 1;
      const { step } = points.at(-1)!;
      history.measures(`at ${step}`, ({ points }) => {
        pruner.measured += 1;
        return points.find((point) => point.step === step)?.loss;
      });
      return 'keep';
    },
  };
  return pruner;
}

/** What a search with so many trials asks of a storage and of a pruner. */
async function costOf(trials: number) {
  const inner = memoryStorage();
  let read = 0;
  let calls = 0;
  const storage: Storage = {
    ...inner,
    async *readReports(...given) {
      calls += 1;
      for await (const report of inner.readReports(...given)) {
        read += 1;
        yield report;
      }
    },
  };
  const pruner = watching();
  const quick = { ...uniform, suggest: async () => [{ point: { x: 0.5 } }] };
  const s = await study({ storage, strategy: quick, budget: { trials } });
  await s.optimize(reporting(20), { pruner });
  expect(pruner.decisions).toBe(trials * 20);
  return { measured: pruner.measured / trials, read: read / trials, calls: calls / trials };
}

test('what a report costs does not grow with the number of trials', async () => {
  const [few, many] = [await costOf(20), await costOf(160)];
  // Each trial is measured once for each key, and each report is read once.
  expect(many.measured).toBeLessThanOrEqual(20);
  expect(many.read).toBeLessThanOrEqual(20);
  expect(many.calls).toBeLessThanOrEqual(2);
  expect(few.measured / many.measured).toBeGreaterThan(0.8);
});

test('a pruner stops a trial, which is stored with its last value and its steps', async () => {
  const seen: Curve[] = [];
  const pruner: Pruner = {
    name: 'impatient',
    decide: (_, trial) => {
      seen.push({ ...trial, points: [...trial.points] });
      return trial.points.length === 3 && trial.number % 2 === 0 ? 'stop' : 'keep';
    },
  };
  const s = await study({ budget: { trials: 4 } });
  const summary = await s.optimize(reporting(5, true), { pruner, concurrency: 2 });
  expect(summary).toMatchObject({ complete: 2, pruned: 2, reason: 'budget' });
  expect(statesOf(s)).toEqual(['complete', 'pruned', 'complete', 'pruned']);
  const { point, outcome } = s.trials[1]!;
  expect(outcome).toEqual({
    ...{ state: 'pruned', reason: 'pruned by impatient at step 3' },
    ...{ value: point.x / 3, metrics: { steps: 3 } },
  });
  expect(s.trials[0]!.outcome).toMatchObject({ metrics: { steps: 5 } });
  expect(await s.reports(2)).toHaveLength(3);
  // It is asked once for each report, until it says stop.
  expect(seen.filter(({ number }) => number === 2)).toHaveLength(3);
  expect(seen.filter(({ number }) => number === 1)).toHaveLength(5);
});

test('a trial that a pruner stops is pruned even if it ends before it hears of it', async () => {
  const pruner: Pruner = { name: 'strict', decide: () => 'stop' };
  const s = await study({ budget: { trials: 2 } });
  const deaf = square(({ x }, { report }) => {
    report(1, Number.NaN);
    return x;
  });
  expect(await s.optimize(deaf, { pruner })).toMatchObject({ pruned: 2, complete: 0 });
  expect(s.trials[0]!.outcome).toEqual({
    ...{ state: 'pruned', reason: 'pruned by strict at step 1', metrics: { steps: 1 } },
  });
  expect(s.best).toBeUndefined();
});

test('a decision sees every other trial, those of other processes too, and losses', async () => {
  const storage = memoryStorage();
  const other = await study({ storage, direction: 'maximize', lease: leaseOf('other') });
  const [ended, running] = await other.ask({ count: 2 });
  await ended!.report(1, 0.5);
  await other.tell(ended!, 0.5);
  await running!.report(1, 0.25);
  await other.reports(2);
  const seen: { ended: Curve[]; running: Curve[]; trial: Curve }[] = [];
  const pruner: Pruner = {
    name: 'spy',
    decide: ({ ended, running }, trial) => {
      seen.push(structuredClone({ ended: [...ended], running: [...running], trial }));
      return 'keep';
    },
  };
  const s = await study({ storage, direction: 'maximize', lease: leaseOf('mine') });
  const objective = { ...reporting(2), direction: 'maximize' as const };
  await s.optimize(objective, { pruner, trials: 1 });
  const { x } = s.trials[2]!.point;
  expect(seen).toEqual(
    [1, 2].map((reports) => ({
      ended: [{ number: 1, state: 'complete', points: [{ step: 1, loss: -0.5 }] }],
      running: [{ number: 2, state: 'running', points: [{ step: 1, loss: -0.25 }] }],
      trial: {
        ...{ number: 3, state: 'running' },
        points: [1, 2].slice(0, reports).map((step) => ({ step, loss: -x / step })),
      },
    })),
  );
});

test('a value that is not finite is an infinite loss to a pruner', async () => {
  const losses: number[] = [];
  const pruner: Pruner = {
    name: 'spy',
    decide: (_, { points }) => {
      losses.push(points.at(-1)!.loss);
      return 'keep';
    },
  };
  const s = await study({ direction: 'maximize', budget: { trials: 1 } });
  const objective = square(({ x }, { report }) => {
    for (const [step, value] of [Number.NaN, -Infinity, Infinity, 1].entries()) report(step, value);
    return x;
  });
  await s.optimize({ ...objective, direction: 'maximize' }, { pruner });
  expect(losses).toEqual([Infinity, Infinity, Infinity, -1]);
  expect((await s.reports(1)).map(({ value }) => value)).toEqual([
    ...[Number.NaN, -Infinity, Infinity, 1],
  ]);
});

test('a pruner that throws ends the search, and nothing is left running', async () => {
  const pruner: Pruner = {
    name: 'broken',
    decide: (_, { number }) => {
      if (number === 2) throw new TypeError('no');
      return 'keep';
    },
  };
  const s = await study({ budget: { trials: 5 } });
  await expect(s.optimize(reporting(3, true), { pruner, concurrency: 2 })).rejects.toThrow('no');
  expect(statesOf(s)).toContain('waiting');
  expect(statesOf(s)).not.toContain('running');
});

test('a search that was cut off prunes as the uninterrupted one would have', async () => {
  const pruner: Pruner = {
    name: 'half',
    decide: (history, { points }) => {
      const { step, loss } = points.at(-1)!;
      const others = history.measures(`at ${step}`, ({ points }) => points[step - 1]?.loss);
      return others.length >= 2 && loss > others[others.length >> 1]! ? 'stop' : 'keep';
    },
  };
  const table = async (limits: readonly number[]) => {
    const storage = memoryStorage();
    for (const trials of limits) {
      const s = await study({ storage, budget: { trials: 12 } });
      await s.optimize(reporting(4), { pruner, trials });
    }
    const s = await study({ storage });
    return s.trials.map(({ point, outcome }) => ({ point, outcome }));
  };
  const whole = await table([12]);
  expect(new Set(whole.map(({ outcome }) => outcome!.state))).toEqual(
    new Set(['complete', 'pruned']),
  );
  expect(await table([3, 1, 5, 3])).toEqual(whole);
  expect(await collect(memoryStorage().readReports('s'))).toEqual([]);
});
