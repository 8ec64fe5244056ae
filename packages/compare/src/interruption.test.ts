import {
  inProcessExecutor,
  memoryStorage,
  readStudy,
  TuneError,
  type Objective,
  type Storage,
  type Strategy,
} from '@tune/core';
import { expect, test } from 'vitest';
import type { Design } from './design.ts';
import {
  around,
  designOf,
  distance,
  endedTrials,
  pause,
  run,
  walker,
} from './experiment.test-util.ts';
import type { ComparisonEvent } from './events.ts';

const LABELS = ['near', 'wide', 'off'];

/** The states of the stored trials of each run of the first repeat. */
async function storedStates(storage: Storage): Promise<string[][]> {
  const studies = await Promise.all(
    LABELS.map((label) => readStudy(storage, `distance/${label}/1`)),
  );
  return studies.map((study) => study!.trials.map(({ state }) => state));
}

/** Runs until it is aborted, and takes its time to stop then. */
const endless: Objective = {
  ...distance(),
  evaluate: (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason), 5));
    }),
};

/** Calls back after so many ended trials. */
function after(count: number, then: () => void): (event: ComparisonEvent) => void {
  let ended = 0;
  return ({ type }) => {
    if (type === 'trial-ended' && ++ended === count) then();
  };
}

test('an abort ends with a comparison of what was measured', async () => {
  const stop = new AbortController();
  const { comparison, isComplete } = await run(designOf(), {
    signal: stop.signal,
    onEvent: after(5, () => stop.abort('enough')),
  });
  const measured = comparison.strategies.map(({ measured }) => measured);
  expect(measured).toEqual([2, 2, 1]);
  expect(isComplete).toBe(false);
});

test('an abort leaves no trial running, and cut-off trials wait', async () => {
  const stop = new AbortController();
  const storage = memoryStorage();
  let started = 0;
  await run(designOf({ objective: endless }), {
    storage,
    signal: stop.signal,
    executor: inProcessExecutor(endless, { concurrency: 3 }),
    onEvent({ type }) {
      if (type === 'trial-started' && ++started === 3) setTimeout(() => stop.abort('enough'));
    },
  });
  expect(await storedStates(storage)).toEqual([['waiting'], ['waiting'], ['waiting']]);
});

test('an objective that ignores its signal is given up', async () => {
  const stop = new AbortController();
  const deaf: Objective = { ...distance(), evaluate: () => new Promise(() => undefined) };
  const executor = inProcessExecutor(deaf, { graceMs: 5 });
  const { events, comparison } = await run(designOf({ objective: deaf }), {
    signal: stop.signal,
    executor,
    onEvent({ type }) {
      if (type === 'trial-started') setTimeout(() => stop.abort('interrupted'));
    },
  });
  expect(events.map(({ type }) => type)).toEqual([
    'ready',
    'plan',
    'trial-started',
    'trial-ended',
    'comparison',
  ]);
  expect(events[3]).toMatchObject({ trial: { state: 'waiting' } });
  expect(comparison.strategies.map(({ measured }) => measured)).toEqual([0, 0, 0]);
});

test('closing the executor after an abort ends the comparison at once', async () => {
  const stop = new AbortController();
  const deaf: Objective = { ...distance(), evaluate: () => new Promise(() => undefined) };
  const executor = inProcessExecutor(deaf, { graceMs: 60_000 });
  const { comparison } = await run(designOf({ objective: deaf }), {
    signal: stop.signal,
    executor,
    onEvent({ type }) {
      if (type !== 'trial-started') return;
      setTimeout(() => stop.abort('interrupted'));
      setTimeout(() => void executor.close('interrupted'), 5);
    },
  });
  expect(comparison.leader).toBeNull();
});

test('an executor that is closed with the abort is not an error', async () => {
  const stop = new AbortController();
  const executor = inProcessExecutor(distance());
  const { comparison } = await run(designOf(), {
    signal: stop.signal,
    executor,
    onEvent({ type }) {
      if (type !== 'trial-started') return;
      stop.abort('interrupted');
      void executor.close('interrupted');
    },
  });
  expect(comparison.leader).toBeNull();
});

test('a strategy that ignores its signal is given up too, and has not failed', async () => {
  const stop = new AbortController();
  const deaf: Strategy = { ...around(0), suggest: () => new Promise(() => undefined) };
  const { events } = await run(designOf({ contenders: [{ label: 'deaf', strategy: deaf }] }), {
    signal: stop.signal,
    onEvent({ type }) {
      if (type === 'ready') setTimeout(() => stop.abort('interrupted'), 5);
    },
  });
  expect(events.map(({ type }) => type)).toEqual(['ready', 'plan', 'comparison']);
});

test.each([1, 2, 3])('resumed is uninterrupted, bit for bit, with %i slots', async (slots) => {
  const objective = distance();
  const design: Design = designOf({
    objective,
    contenders: LABELS.map((label, index) => ({ label, strategy: walker(0.3 + index / 10) })),
    trials: 7,
    repeats: 2,
  });
  const whole = await run(design, { executor: inProcessExecutor(objective) });
  const storage = memoryStorage();
  const seen: ComparisonEvent[] = [];
  let last;
  for (let start = 0; start < 20 && last?.isComplete !== true; start++) {
    const stop = new AbortController();
    last = await run(design, {
      storage,
      signal: stop.signal,
      executor: inProcessExecutor(objective, { concurrency: slots }),
      onEvent: after(5, () => stop.abort('enough')),
    });
    seen.push(...last.events);
  }
  expect(last!.isComplete).toBe(true);
  expect(seen.some(({ type }) => type === 'resumed')).toBe(true);
  expect(last!.comparison).toEqual(whole.comparison);
  for (const label of LABELS) {
    for (const repeat of [1, 2]) {
      const study = (await readStudy(storage, `distance/${label}/${repeat}`))!;
      const results = (trials: readonly { point: unknown; value?: number }[]) =>
        trials.map(({ point, value }) => ({ point, value }));
      expect(results(study.trials)).toEqual(results(endedTrials(whole.events, label, repeat)));
    }
  }
});

test('the run that is behind goes first when the comparison resumes', async () => {
  const storage = memoryStorage();
  const stop = new AbortController();
  const onEvent = after(5, () => stop.abort('enough'));
  await run(designOf(), { storage, signal: stop.signal, onEvent });
  const { events } = await run(designOf(), { storage });
  const [first] = events.filter((event) => event.type === 'trial-started');
  expect(first!.label).toBe('off');
});

test('a listener that throws stops the comparison, and its running trials wait', async () => {
  const storage = memoryStorage();
  let started = 0;
  const running = run(designOf({ objective: endless }), {
    storage,
    executor: inProcessExecutor(endless, { concurrency: 3 }),
    onEvent({ type }) {
      if (type === 'trial-started' && ++started === 3) throw new Error('no more');
    },
  });
  await expect(running).rejects.toThrow('no more');
  expect(await storedStates(storage)).toEqual([['waiting'], ['waiting'], ['waiting']]);
});

test('a listener is not called again after it has thrown', async () => {
  const calls: string[] = [];
  const running = run(designOf({ objective: endless }), {
    executor: inProcessExecutor(endless, { concurrency: 3 }),
    onEvent({ type }) {
      calls.push(type);
      if (calls.length === 5) throw new Error('no more');
    },
  });
  await expect(running).rejects.toThrow('no more');
  expect(calls).toEqual(['ready', 'plan', ...Array<string>(3).fill('trial-started')]);
});

test('an async listener that rejects stops the comparison too', async () => {
  const onEvent = async ({ type }: ComparisonEvent): Promise<void> => {
    await pause();
    if (type === 'trial-ended') throw new Error('no more');
  };
  await expect(run(designOf(), { onEvent })).rejects.toThrow('no more');
});

test('a slow listener does not hold the comparison up', async () => {
  const { comparison } = await run(designOf({ repeats: 1 }), {
    onEvent: () => new Promise(() => undefined),
  });
  expect(comparison.strategies.map(({ measured }) => measured)).toEqual([4, 4, 4]);
});

test('a storage that fails ends the whole comparison', async () => {
  const storage = memoryStorage();
  const begun: string[] = [];
  let appends = 0;
  const failing: Storage = {
    ...storage,
    async append(study, events, options) {
      await pause();
      if (study === 'distance/wide/1' && ++appends === 4) {
        throw new TuneError('STORAGE_FAILED', 'The disk is full.');
      }
      return storage.append(study, events, options);
    },
  };
  const running = run(designOf({ trials: 30 }), {
    storage: failing,
    executor: inProcessExecutor(distance(), { concurrency: 3 }),
    onEvent: (event) => {
      if (event.type === 'trial-started') begun.push(event.label);
    },
  });
  await expect(running).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  expect(begun.length).toBeLessThan(20);
  const [near, , off] = await storedStates(storage);
  expect([...near!, ...off!]).not.toContain('running');
});

test('an executor that is closed during the comparison ends it', async () => {
  const executor = inProcessExecutor(distance());
  const running = run(designOf(), {
    executor,
    onEvent: after(4, () => void executor.close('gone')),
  });
  await expect(running).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
});
